import type * as z from 'zod'
import type { Actor } from '../../durable/domain/reason.ts'
import { vaultOf } from '../../durable/kit/do-host.ts'
import { invalidAt } from '../contract/problem.ts'
import type { ProfileInput, ProfileView } from '../contract/profile.ts'
import { rememberProfile } from '../db/directory.ts'
import { readPackage, touchPackage } from '../db/packages.ts'
import { pepperedHash } from '../db/pepper.ts'
import { insertProfile, type ProfileRow, readProfile } from '../db/profiles.ts'
import { pushPackage, pushProfile } from '../db/push.ts'
import { portfolioOfWaba, tieWaba } from '../db/wabas.ts'
import type { Env } from '../env.ts'
import { actors, orNull } from './actors.ts'
import { audited } from './audited.ts'
import { graphUrlAllowed } from './graph-url.ts'
import { greeted } from './greeted.ts'
import { portfolioNamedByMeta } from './portfolio-by-meta.ts'
import { liveProfile } from './profile-page.ts'
import { isRefusal, type Refusal, refuse } from './reply.ts'

interface Asking {
  env: Env
  requestId: string
  now: number
  by: Actor
}

type Input = z.output<typeof ProfileInput>

/**
 * A number enters a package. Order matters: the row first (it decides who has the number), then the number's actor,
 * which checks itself at Meta, then the package, which may offer it work from then on. What a crash leaves undone the
 * sweep finishes, since versions tell what was applied.
 */
export async function addProfile(
  ask: Asking,
  packageId: string,
  input: Input,
): Promise<z.infer<typeof ProfileView> | Refusal> {
  const { env, now } = ask
  const graphUrl = (input.graphUrl ?? env.META_GRAPH_URL).replace(/\/+$/, '')
  if (!graphUrlAllowed(env, graphUrl)) return { problem: invalidAt('graphUrl', 'is not allowed by GRAPH_URL_ALLOW') }
  const before = await readProfile(env, input.phoneNumberId)
  if (before !== null && before.deletedAt === null) return taken()
  if (before !== null && before.wabaId !== input.wabaId)
    return { problem: invalidAt('wabaId', `never changes: this number is of ${before.wabaId}`) }
  const portfolioId = await portfolioFor(ask, input, graphUrl)
  if (isRefusal(portfolioId)) return portfolioId
  const row = await insertProfile(env, await rowOf(ask, packageId, portfolioId.id, graphUrl, input), now)
  if (row === null) return taken()
  rememberProfile(row, now)
  await touchPackage(env, packageId, now)
  await audited(ask, 'profile.added', { kind: 'profile', id: row.id }, packageId, { wabaId: row.wabaId })

  await greeted(env, { profiles: [row.id] })
  const applied = await pushProfile(env, row.id, ask.by)
  const packageApplied = await pushPackage(env, packageId)
  if (applied) await orNull(actors.profile(env, row.id).check(ask.by))
  if (applied && packageApplied) await introduce(env, packageId, row.id)
  return await liveProfile(ask, row, await readPackage(env, packageId), applied && packageApplied)
}

/** A new number's first credit is known to its package when the POST answers (guard-rules.md, Distribution). */
async function introduce(env: Env, packageId: string, profileId: string): Promise<void> {
  const snapshot = await orNull(actors.profile(env, profileId).snapshot())
  if (snapshot !== null) await orNull(actors.package(env, packageId).snapshot(snapshot))
}

function taken(): Refusal {
  return refuse('number-taken', 'the number belongs to a package already')
}

/** A WABA has one portfolio: the one it is tied to, else the caller's, else the one that Meta names, else `default`. */
async function portfolioFor(ask: Asking, input: Input, graphUrl: string): Promise<{ id: string } | Refusal> {
  const { env, now } = ask
  const tied = await portfolioOfWaba(env, input.wabaId)
  const wanted = input.portfolioId ?? tied ?? (await portfolioNamedByMeta(env, graphUrl, input)) ?? 'default'
  const id = tied ?? (await tieWaba(env, input.wabaId, wanted, now))
  if (id === wanted) return { id }
  return refuse('state-conflict', `the business account ${input.wabaId} belongs to the portfolio ${id}`, {
    errors: [{ path: 'portfolioId', message: `must be ${id}` }],
  })
}

async function rowOf(
  ask: Asking,
  packageId: string,
  portfolioId: string,
  graphUrl: string,
  input: Input,
): Promise<Omit<ProfileRow, 'version' | 'appliedVersion' | 'createdAt' | 'updatedAt' | 'deletedAt'>> {
  const { phoneNumberId, displayName, wabaId, portfolioId: _given, accessToken, graphUrl: _url, ...own } = input
  return {
    id: phoneNumberId,
    packageId,
    portfolioId,
    wabaId,
    displayName,
    config: JSON.stringify(own),
    ...(await sealedToken(ask, accessToken)),
    graphUrl,
  }
}

/** How a token is stored: sealed, and known again by its hash. */
export async function sealedToken(
  ask: { env: Env; now: number },
  accessToken: string,
): Promise<{ token: string; tokenId: string }> {
  const [sealed, tokenId] = await Promise.all([
    vaultOf(ask.env.MASTER_KEY).seal(accessToken),
    pepperedHash(ask.env, 'token', accessToken, ask.now),
  ])
  return { token: JSON.stringify(sealed), tokenId }
}
