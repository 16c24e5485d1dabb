import type * as z from 'zod'
import manifest from '../../package.json' with { type: 'json' }
import type { DiagnosticsView } from '../contract/admin.ts'
import { instantOf } from '../contract/wire.ts'
import { livingPackages, packagesBehind } from '../db/packages.ts'
import { membersByPackage, profilesBehind } from '../db/profiles.ts'
import { sealedCensus } from '../db/sealed.ts'
import { allPortfolios } from '../db/wabas.ts'
import type { Env } from '../env.ts'
import { actors, orNull } from './actors.ts'
import { inTurn } from './in-turn.ts'

/** Actors asked in one request. */
const MAX_ACTORS = 300

type View = z.input<typeof DiagnosticsView>

interface Told {
  rowsWritten: number
  outbox: number
  nextWake: number | null
  counts: Record<string, number>
}

/** Asks the database and every actor; what does not answer is shown as such. */
export async function diagnosis(env: Env, now: number): Promise<View> {
  const started = Date.now()
  const directory = await orNull(directoryOf(env))
  const latencyMs = directory === null ? null : Date.now() - started
  const [packages, profiles, sealed] = await Promise.all([
    orNull(packagesBehind(env)),
    orNull(profilesBehind(env)),
    orNull(sealedCensus(env)),
  ])
  const calls = new Map<string, () => Promise<Told>>([
    ...(directory?.portfolios ?? []).map(
      (id) => [`portfolio:${id}`, () => actors.portfolio(env, id).diagnostics()] as const,
    ),
    ...(directory?.packages ?? []).map((id) => [`package:${id}`, () => actors.package(env, id).diagnostics()] as const),
    ...(directory?.profiles ?? []).map((id) => [`profile:${id}`, () => actors.profile(env, id).diagnostics()] as const),
  ])
  const names = [...calls.keys()].slice(0, MAX_ACTORS)
  return {
    at: instantOf(now),
    version: manifest.version,
    graph: { url: env.META_GRAPH_URL, version: env.META_GRAPH_VERSION },
    database: { ok: directory !== null, latencyMs },
    behind: { packages, profiles },
    sealed,
    actors: await inTurn(names, async (name) => told(name, await orNull(calls.get(name)?.() ?? Promise.resolve(null)))),
    truncated: calls.size > MAX_ACTORS,
  }
}

async function directoryOf(env: Env) {
  const [packages, members, portfolios] = await Promise.all([
    livingPackages(env, null),
    membersByPackage(env, null),
    allPortfolios(env),
  ])
  return { packages, profiles: [...members.values()].flat(), portfolios }
}

function told(actor: string, answer: Told | null): View['actors'][number] {
  return {
    actor,
    ok: answer !== null,
    rowsWritten: answer?.rowsWritten ?? null,
    outbox: answer?.outbox ?? null,
    nextWake: instantOf(answer?.nextWake ?? null),
    counts: answer?.counts ?? {},
  }
}
