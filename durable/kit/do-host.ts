import { Outgoing } from '../domain/outgoing.ts'
import { RoundTrips } from '../domain/spacing.ts'
import { alertEvent } from '../feed/alert-event.ts'
import type { SentAnswer } from '../meta/sender.ts'
import { project } from '../projection/project.ts'
import type { AlertRow } from '../projection/rows.ts'
import { type ActorEnv, FEED_NAME } from './env.ts'
import { reportFault } from './fault.ts'
import type { FetchAnswer, Host, Peers, Sql, SqlValue } from './host.ts'
import { type FetchInit, fetchAnswer } from './read-answer.ts'
import { Vault } from './vault.ts'

interface SenderDoor {
  send(url: string, init: FetchInit): Promise<SentAnswer>
}

/** Through the Worker's own entrypoint (durable/meta/sender.ts), reached without a binding. */
async function sendWide(exports: object, url: string, init: FetchInit): Promise<FetchAnswer> {
  const sender: SenderDoor | undefined = Reflect.get(exports, 'Sender')
  if (sender === undefined) throw new Error('the Worker does not export Sender')
  const sent = await sender.send(url, init)
  if ('answer' in sent) return sent.answer
  throw Object.assign(new Error(sent.failed.message), { name: sent.failed.name })
}

/** Derived keys are costly: one vault per isolate and master key. */
const vaults = new Map<string, Vault>()

export function vaultOf(masterKey: string): Vault {
  let vault = vaults.get(masterKey)
  if (vault === undefined) {
    vault = new Vault(masterKey)
    vaults.set(masterKey, vault)
  }
  return vault
}

/** Typed stubs of the other actors; a fresh stub per call, since a stub that has failed once stays broken. */
export function peersOf(env: Omit<ActorEnv, 'DB' | 'MASTER_KEY' | 'SWITCHBOARD'>): Peers {
  return {
    profile: (id) => env.PROFILE.get(env.PROFILE.idFromName(id)),
    package: (id) => env.PACKAGE.get(env.PACKAGE.idFromName(id)),
    portfolio: (id) => env.PORTFOLIO.get(env.PORTFOLIO.idFromName(id)),
    feed: () => env.FEED.get(env.FEED.idFromName(FEED_NAME)),
  }
}

/** One path to Meta, whichever actor asks: what one learns of it helps the others. Lost with the isolate. */
const roundTrips = new RoundTrips()
export const outgoing = new Outgoing()

function sqlOf(storage: DurableObjectStorage): Sql {
  return {
    all<Row extends object>(query: string, ...params: SqlValue[]): Row[] {
      return storage.sql.exec(query, ...params).toArray() as Row[]
    },
    get<Row extends object>(query: string, ...params: SqlValue[]): Row | undefined {
      return storage.sql.exec(query, ...params).toArray()[0] as Row | undefined
    },
    run(query: string, ...params: SqlValue[]): number {
      const cursor = storage.sql.exec(query, ...params)
      cursor.toArray()
      return cursor.rowsWritten
    },
  }
}

/** The Host of a deployed actor: everything below its shell reaches the platform through this and nothing else. */
export function createHost(ctx: DurableObjectState, env: ActorEnv): Host {
  const alarmFailed = (error: unknown) => reportFault('set-alarm', error)
  const call = peersOf(env)
  /** Once D1 has them, so that who is told finds them there. Like every hint it may be lost, and nobody waits for it. */
  const hintAt = (alerts: readonly AlertRow[]): void => {
    if (alerts.length > 0)
      ctx.waitUntil(
        call
          .feed()
          .publish(alerts.map(alertEvent))
          .catch(() => false),
      )
  }
  return {
    sql: sqlOf(ctx.storage),
    transaction: (body) => ctx.storage.transactionSync(body),
    stored: () => ctx.storage.sync(),
    now: () => Date.now(),
    random: () => Math.random(),
    setAlarm(at) {
      const done = at === null ? ctx.storage.deleteAlarm() : ctx.storage.setAlarm(at)
      done.catch(alarmFailed)
    },
    background(where, work) {
      const task = Promise.resolve()
        .then(work)
        .catch((error: unknown) => reportFault(where, error))
      ctx.waitUntil(task)
    },
    sleep(ms, needless) {
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        const drop = () => {
          clearTimeout(timer)
          resolve()
        }
        needless?.then(drop, drop)
      })
    },
    call,
    fetch(url, { wide, ...init }) {
      return wide === true ? sendWide(ctx.exports, url, init) : fetchAnswer(url, init)
    },
    roundTrips,
    outgoing,
    async project(batch) {
      await project(env.DB, batch)
      hintAt(batch.alerts ?? [])
    },
    vault: vaultOf(env.MASTER_KEY),
    fault: reportFault,
  }
}
