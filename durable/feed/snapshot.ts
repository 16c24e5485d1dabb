import type { Json } from '../domain/reason.ts'
import type { ActorEnv } from '../kit/env.ts'
import { reportFault } from '../kit/fault.ts'
import type { PackageStatus } from '../package/rpc.ts'
import type { Audience } from './ring.ts'
import { wireTimes } from './wire-times.ts'

/** More packages than this are not put into one frame: the dashboard asks for the rest. */
const MAX_PACKAGES = 200
const MAX_ALERTS = 50
/** Of so many newest alerts those that the holder may see: a history that is not his is not walked to its end for him. */
const ALERTS_SEEN = 2_000
/** A package that just woke waits a second for its numbers' first words: it must not drop out for one that is silent. */
const PATIENCE_MS = 2_000

export interface Snapshot {
  packages: Json[]
  profiles: Json[]
  alerts: Json[]
}

type Reach = Pick<ActorEnv, 'DB' | 'PACKAGE'>

/** What a socket is told first. A package that does not answer within two seconds is left out, and so are alerts while D1 is away. */
export async function takeSnapshot(env: Reach, audience: Audience): Promise<Snapshot> {
  const [statuses, alerts] = await Promise.all([statusesOf(env, audience), alertsOf(env, audience)])
  return {
    packages: statuses.map(({ profiles: _, ...own }) => wireTimes(plain({ id: own.packageId, ...own }))),
    profiles: statuses.flatMap((status) =>
      status.profiles.map((profile) => wireTimes(plain({ ...profile, packageId: status.packageId }))),
    ),
    alerts,
  }
}

async function statusesOf(env: Reach, audience: Audience): Promise<PackageStatus[]> {
  const ids = audience === '*' ? await allPackages(env) : audience.slice(0, MAX_PACKAGES)
  const answers = await Promise.all(ids.map((id) => orNull('feed: package', statusOf(env, id))))
  return answers.filter((status) => status !== null)
}

async function statusOf(env: Reach, id: string): Promise<PackageStatus | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<null>((done) => {
    timer = setTimeout(() => done(null), PATIENCE_MS)
  })
  try {
    return await Promise.race([env.PACKAGE.get(env.PACKAGE.idFromName(id)).status({ live: false }), late])
  } finally {
    clearTimeout(timer)
  }
}

async function allPackages(env: Reach): Promise<readonly string[]> {
  const query = env.DB.prepare('SELECT id FROM packages WHERE deleted_at IS NULL ORDER BY id LIMIT ?1').bind(
    MAX_PACKAGES,
  )
  const found = await orNull('feed: packages', query.all<{ id: string }>())
  return found?.results.map((row) => row.id) ?? []
}

interface StoredAlert {
  id: string
  rule: string
  severity: string
  subject: string
  packageId: string | null
  title: string
  detail: string
  evidence: string
  guidance: string
  count: number
  firstAt: number
  lastAt: number
  readAt: number | null
  closedAt: number | null
}

async function alertsOf(env: Reach, audience: Audience): Promise<Json[]> {
  const query = env.DB.prepare(
    `SELECT id, rule, severity, subject, package_id AS packageId, title, detail, evidence, guidance, count,
       first_at AS firstAt, last_at AS lastAt, read_at AS readAt, closed_at AS closedAt
     FROM alerts
     WHERE id IN (SELECT id FROM alerts ORDER BY first_at DESC, id DESC LIMIT ?3)
       AND dismissed_at IS NULL AND (?1 IS NULL OR package_id IN (SELECT value FROM json_each(?1)))
     ORDER BY first_at DESC, id DESC LIMIT ?2`,
  ).bind(audience === '*' ? null : JSON.stringify(audience), MAX_ALERTS, ALERTS_SEEN)
  const found = await orNull('feed: alerts', query.all<StoredAlert>())
  return (found?.results ?? []).map((row) =>
    wireTimes({ ...row, subject: JSON.parse(row.subject), evidence: JSON.parse(row.evidence) }),
  )
}

async function orNull<T>(where: string, work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    reportFault(where, error)
    return null
  }
}

function plain(value: object): Json {
  return JSON.parse(JSON.stringify(value))
}
