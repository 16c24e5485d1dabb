import { Hono } from 'hono'
import { tokenHash } from '../api/graph.ts'
import type { Core } from '../core.ts'
import { DEFAULT_LIMITS, limits, type Rules, rules } from '../settings.ts'
import type { Stop } from '../store/evidence.ts'
import { input } from './input.ts'

/** `GET`, `POST`, `DELETE /sandbox/rules`: what sends are judged by. */
export function rulesRoutes(core: Core) {
  return new Hono()
    .get('/rules', (c) => c.json({ ...core.limits(), stops: core.evidence.stops(), optOuts: core.evidence.optOuts() }))
    .post('/rules', async (c) => {
      const body = await input(c, rules)
      if (!body.ok) return body.response
      await take(core, body.value)
      return c.json(core.limits())
    })
    .delete('/rules', (c) => {
      core.saveLimits(DEFAULT_LIMITS)
      core.evidence.forgetTold()
      return c.json(core.limits())
    })
}

async function take(core: Core, told: Rules): Promise<void> {
  const { wabaOf, policyByMessage, order, windows, optOuts, stops, lift, ...given } = told
  core.saveLimits(limits.parse({ ...core.limits(), ...given }))
  for (const [id, wabaId] of Object.entries(wabaOf ?? {})) {
    core.world.saveNumber({ ...core.world.number(id, null), wabaId, wabaFrom: 'told' })
  }
  if (policyByMessage !== undefined) core.evidence.setPolicies(Object.entries(policyByMessage))
  for (const [to, messageIds] of Object.entries(order ?? {})) core.evidence.setOrder(core.world.user(to), messageIds)
  for (const one of windows ?? []) core.evidence.openWindow(one.phoneNumberId, core.world.user(one.to), one.at)
  for (const one of optOuts ?? []) {
    const { scope, at, until } = one
    core.evidence.addOptOut({ user: core.world.user(one.to), scope, since: at, until: until ?? null, source: 'told' })
  }
  for (const one of stops ?? []) {
    for (const [kind, key] of await targets(one)) {
      core.evidence.addStop({ kind, key, since: one.from, until: one.until ?? null, source: 'told' })
    }
  }
  for (const one of lift ?? []) {
    const at = one.at ?? core.now()
    for (const [kind, key] of await targets(one)) core.evidence.lift(kind, key, at)
    if (one.to !== undefined) core.evidence.liftOptOut(core.world.user(one.to), 'all', at)
  }
}

type Target = { phoneNumberId?: string | undefined; wabaId?: string | undefined; token?: string | undefined }

async function targets(one: Target): Promise<[Stop['kind'], string][]> {
  const found: [Stop['kind'], string][] = []
  if (one.phoneNumberId !== undefined) found.push(['number', one.phoneNumberId])
  if (one.wabaId !== undefined) found.push(['waba', one.wabaId])
  if (one.token !== undefined) found.push(['token', await tokenHash(one.token)])
  return found
}
