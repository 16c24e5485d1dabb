import type { Core } from '../core.ts'
import type { DueDelivery } from '../store/deliveries.ts'
import { sha256, sign } from './sign.ts'

/** A receiver that takes longer than this has not answered. */
const TIMEOUT_MS = 20_000
/** Longer than the timeout: a delivery whose process died is due again after it. */
export const LEASE_MS = 25_000
/** Meta gives up after 7 days (Meta: webhooks overview page, 2026). */
const GIVE_UP_MS = 604_800_000

/**
 * When a refused delivery is tried again: at once after the first failure, then with growing delay.
 * @param attempts how often it was tried, this failure included
 * @returns ms, or null when Meta would drop it
 */
export function retryAt(
  attempts: number,
  createdAt: number,
  now: number,
  { retryBaseMs, retryMaxMs }: { retryBaseMs: number; retryMaxMs: number },
): number | null {
  if (now - createdAt >= GIVE_UP_MS) return null
  if (attempts <= 1) return now
  return now + Math.min(retryBaseMs * 2 ** (attempts - 2), retryMaxMs)
}

/** Sends one delivery, signed, and settles it. Never throws: no answer is status 0. */
export async function deliver(core: Core, secret: string, one: DueDelivery): Promise<void> {
  const body = new TextEncoder().encode(one.body)
  const bodyHash = await sha256(body)
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': await sign(secret, body) }
  let status = 0
  // AbortSignal.timeout would keep the object busy for its whole length, even after the answer came.
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS)
  try {
    const response = await fetch(core.config().webhookUrl, {
      method: 'POST',
      headers,
      body,
      signal: abort.signal,
      redirect: 'manual',
    })
    status = response.status
    await response.body?.cancel()
  } catch {
    // Refused, reset or timed out: the same to Meta as a bad answer.
  } finally {
    clearTimeout(timer)
  }
  const now = core.now()
  if (status !== 200) {
    core.deliveries.settle(
      one.id,
      status,
      bodyHash,
      retryAt(one.attempts + 1, one.created_at, now, core.config()),
      null,
    )
    return
  }
  if (!core.deliveries.settle(one.id, status, bodyHash, null, now)) return
  core.requests.confirm(one.requests, now)
  for (const effect of one.effects) {
    if (effect.value === 'resume') core.evidence.liftOptOut(effect.user, effect.scope, now)
    else {
      core.evidence.addOptOut({ user: effect.user, scope: effect.scope, since: now, until: null, source: 'meta' })
    }
  }
}
