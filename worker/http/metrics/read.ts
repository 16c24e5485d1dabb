import type { NumberCounts } from '../../../durable/feed/day-counts.ts'
import type { Tally } from '../../../durable/feed/tally.ts'
import type { PackageStatus } from '../../../durable/package/rpc.ts'
import { lateAlarms } from '../../db/metrics.ts'
import { livingPackages, packagesBehind } from '../../db/packages.ts'
import { profilesBehind } from '../../db/profiles.ts'
import { allPortfolios } from '../../db/wabas.ts'
import type { Env } from '../../env.ts'
import { actors, orNull } from '../actors.ts'
import { inTurn } from '../in-turn.ts'
import { countsOf, countsOfToday } from './counted.ts'

/** Of each kind in one scrape. */
const MOST_PACKAGES = 200
const MOST_PORTFOLIOS = 50
const MOST_LATE = 20
const PORTFOLIO_MS = 300_000

interface PortfolioFigures {
  id: string
  outbox: number
  holds: number
  limit: number | null
  used: number
}

/** Everything that a scrape tells; null = who would know does not answer. */
export interface Measured {
  now: number
  /** packages that there are for the caller: beyond the limit above they are not asked; null as below */
  living: number | null
  packages: { id: string; status: PackageStatus | null; outbox: number | null; stalledMs: number | null }[] | null
  today: NumberCounts[] | null
  counted: { since: number; tally: Tally } | null
  /** of the whole deployment: only for a key that is not limited to packages */
  whole: {
    /** of how many there are, as of packages */
    living: number | null
    portfolios: PortfolioFigures[]
    late: { actor: string; lateMs: number }[] | null
    behind: { packages: number | null; profiles: number | null }
  } | null
}

/**
 * One request to each package, which knows what its numbers last told it: nothing wakes a number, or a scrape every 15 seconds would
 * keep all of them in memory for ever.
 */
export async function measure(env: Env, visible: ReadonlySet<string> | null, now: number): Promise<Measured> {
  const [[living, packages], today, counted, whole] = await Promise.all([
    orNull(livingPackages(env, visible)).then(
      async (ids): Promise<[number | null, Measured['packages']]> =>
        ids === null ? [null, null] : [ids.length, await packagesOf(env, ids)],
    ),
    countsOfToday(env),
    countsOf(env),
    visible === null ? wholeOf(env, now) : null,
  ])
  const sees = ({ packageId }: { packageId: string }): boolean => visible === null || visible.has(packageId)
  return {
    now,
    living,
    packages,
    today: today?.filter(sees) ?? null,
    counted,
    whole,
  }
}

async function packagesOf(env: Env, ids: readonly string[]): Promise<NonNullable<Measured['packages']>> {
  return await inTurn(ids.slice(0, MOST_PACKAGES), async (id) => {
    const actor = actors.package(env, id)
    const [status, told] = await Promise.all([
      orNull(actor.status({ live: false, wake: false })),
      orNull(actor.diagnostics()),
    ])
    return { id, status, outbox: told?.outbox ?? null, stalledMs: told?.outboxStalledMs ?? null }
  })
}

const portfoliosKnown = new Map<string, { at: number; figures: PortfolioFigures }>()

/** A portfolio counts all its users when it is asked: at most every five minutes. */
async function portfolioOf(env: Env, id: string, now: number): Promise<PortfolioFigures[]> {
  const known = portfoliosKnown.get(id)
  if (known !== undefined && now - known.at < PORTFOLIO_MS && now >= known.at) return [known.figures]
  const told = await orNull(actors.portfolio(env, id).diagnostics())
  if (told === null) return []
  const { outbox, counts, reach } = told
  const figures = { id, outbox, holds: counts['holds'] ?? 0, limit: reach.limit, used: reach.used }
  portfoliosKnown.set(id, { at: now, figures })
  return [figures]
}

async function wholeOf(env: Env, now: number): Promise<NonNullable<Measured['whole']>> {
  const known = await orNull(allPortfolios(env))
  const ids = known ?? []
  const [portfolios, late, packages, profiles] = await Promise.all([
    inTurn(ids.slice(0, MOST_PORTFOLIOS), (id) => portfolioOf(env, id, now)),
    orNull(lateAlarms(env, now, MOST_LATE)),
    orNull(packagesBehind(env)),
    orNull(profilesBehind(env)),
  ])
  return { living: known?.length ?? null, portfolios: portfolios.flat(), late, behind: { packages, profiles } }
}
