import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What the score is about: the pure rules, all that a transaction of an actor reads and writes (its stores, the outbox, the
 * journal, the remembered reads), the writer of the projection, and the verifier of Meta's signatures.
 */
const PATTERNS = [
  'durable/domain/*.ts',
  'durable/kit/{journal,outbox,own-host,remembered-reads}.ts',
  'durable/projection/*.ts',
  'durable/{package,portfolio,profile}/store*.ts',
  'durable/profile/sent-back.ts',
  'worker/webhook/signature.ts',
]
/** The steps that call these. Judged when they are named; what they get wrong is the simulation's to find. */
const STEPS = [
  'durable/profile/{change,check,dispatch,give-back,holds,late,offer,reach,reconcile,record,settle,status-event,stops}.ts',
  'durable/package/{accept,change,check,handover,intake,moves,place,reconsider,rehome,report,routes,row,users}.ts',
  'durable/portfolio/{holds,reach,room,users}.ts',
]

/** @returns paths from the repository's root, in order; with `only`, those that it names or that lie below it, steps too */
export function targets(root: string, only: readonly string[]): string[] {
  const all = globSync(only.length === 0 ? PATTERNS : [...PATTERNS, ...STEPS], { cwd: root })
    .filter((path) => !path.endsWith('.test.ts') && !path.endsWith('d1.ts'))
    .toSorted()
  if (only.length === 0) return all
  return all.filter((path) => only.some((one) => path === one || path.startsWith(`${one.replace(/\/$/, '')}/`)))
}

/** Simulated days, each a test. */
export const DAYS = 'bench/mutate/days.ts'

/** What the stand-in of vitest does not have: timers of its own. */
const BY_VITEST = /^import \{.*\bvi\b.*\} from 'vitest'/m

/** The tests that may kill: all that run on Node, without processes and vitest's timers, and some simulated days. */
export function testFiles(root: string): string[] {
  const tests = globSync(['durable/**/*.test.ts', 'worker/webhook/*.test.ts'], { cwd: root })
    .filter((path) => !path.endsWith('.worker.test.ts'))
    .filter((path) => !BY_VITEST.test(readFileSync(join(root, path), 'utf8')))
  return [...tests.toSorted(), DAYS]
}

/** Tests of many seconds, and one that looks at a clock: the ordinary run has them, a judge runs each too often. */
export const LEFT_OUT: readonly string[] = [
  'of lost, doubled and late calls with crashes never gives two owners, and loses nothing',
  '10,000 messages of 500 recipients keep to their numbers while these pause and come back',
  'a queue of 10,000 is looked at without reading it for every send',
  'never throws and does not read a novel',
  'under lost and doubled calls, lost answers of Meta and crashes nothing is lost and at_most_once is never sent twice',
  'no rolling window is over its cap, no start within the cooldown, no pair within its gap, nothing sent twice',
  'whatever is lost, doubled or late on the way between the two',
  'all numbers together never reach more users in a day than the portfolio may',
  'a number that nobody can reach keeps what it took; the rest goes on',
  'is never scanned on the way of a message: every statement goes by an index',
  'by the package are few per message under load: accept, hand over, end',
  'read no table from end to end that grows, but for what is listed here with its reason',
  'does not slow accept and binding: rows read and time stay those of an empty one',
]
