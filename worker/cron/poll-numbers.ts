import { SYSTEM } from '../../durable/domain/reason.ts'
import type { ProfileState } from '../../durable/domain/snapshot.ts'
import { peersOf } from '../../durable/kit/do-host.ts'
import { membersByPackage } from '../db/profiles.ts'
import type { Env } from '../env.ts'
import { inParallel, slotOf } from './in-parallel.ts'

/** Each number once an hour, spread over the runs of an hour. */
const RUNS_PER_HOUR = 12
const RUN_MS = 300_000
/** A poll is two calls at most; an account allows 200 an hour at the least (meta/README.md, Limits). */
const MOST = 200
/** Only Meta can end these: its word is asked for at every run. */
const WAITING: ReadonlySet<ProfileState> = new Set(['disconnected', 'quarantined'])

/** Asks Meta how the numbers are: every five minutes those that wait for its word, the others once an hour. */
export async function pollNumbers(env: Env, now: number): Promise<void> {
  const members = await membersByPackage(env, null)
  const run = Math.floor(now / RUN_MS) % RUNS_PER_HOUR
  const due = new Set<string>()
  await inParallel('states of numbers', [...members], 10, async ([packageId, ids]) => {
    for (const id of ids) if (slotOf(id, RUNS_PER_HOUR) === run) due.add(id)
    const { profiles } = await peersOf(env).package(packageId).status({ live: false, wake: false })
    for (const { profileId, state } of profiles) if (WAITING.has(state) && ids.includes(profileId)) due.add(profileId)
  })
  await inParallel('poll number', [...due].slice(0, MOST), 10, (id) => peersOf(env).profile(id).check(SYSTEM))
}
