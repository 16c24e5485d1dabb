import { type ChildProcess, fork } from 'node:child_process'
import type { Mutant } from './instrument.ts'
import { testsToAsk } from './order.ts'
import type { Ask, Heard, Learnt, Verdict } from './protocol.ts'

export interface Judged {
  verdict: Verdict
  /** the test that noticed it */
  by: string | null
  /** how long it took to tell */
  ms?: number
}

/** So long may a judge say nothing of one mutant: a loop that passes no place of ours starves its own clock. */
const SILENT_MS = 120_000

/** Ends a judge that is silent too long; `null` = it was ended or it died. */
function converse(files: readonly string[], ask: Ask, hear: (heard: Heard) => void): Promise<'done' | 'ended'> {
  const child: ChildProcess = fork(new URL('./judge.ts', import.meta.url), files, {
    // a mutant may break what nobody waits for; without one, whatever is broken is to be seen
    execArgv: ['--no-warnings', ...(ask.do === 'learn' ? [] : ['--unhandled-rejections=none'])],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      if (Date.now() - last > SILENT_MS) child.kill('SIGKILL')
    }, 1_000)
    let last = Date.now()
    let done = false
    child.on('message', (heard: Heard) => {
      last = Date.now()
      if (heard.kind === 'done') done = true
      else hear(heard)
    })
    child.on('exit', () => {
      clearInterval(watch)
      resolve(done ? 'done' : 'ended')
    })
    child.send(ask)
  })
}

/** One run without a mutant: which tests reach which mutants. */
async function learn(files: readonly string[]): Promise<Learnt> {
  let learnt: Learnt | undefined
  const hear = (heard: Heard): void => {
    if (heard.kind === 'learnt') learnt = heard.learnt
  }
  await converse(files, { do: 'learn' }, hear)
  if (learnt === undefined) throw new Error('the run without a mutant did not end')
  for (const { name, why } of learnt.unfit) console.log(`left out: ${name}: ${why}`)
  return learnt
}

/** Judges every mutant; `jobs` processes at once. */
export async function judgeMutants(
  files: readonly string[],
  mutants: readonly Mutant[],
  jobs: number,
  progress: (judged: ReadonlyMap<number, Judged>) => void,
): Promise<Map<number, Judged>> {
  const learnt = await learn(files)
  const judged = new Map<number, Judged>()
  const atLoad = new Set(learnt.atLoad)
  const late: number[] = []
  const queue: number[] = []
  const ofFile = testsOfFiles(mutants, learnt)
  for (const { id, again, file } of mutants) {
    const readers = ofFile.get(file) ?? []
    if (again && atLoad.has(id) && readers.length > 0) learnt.reached[id] = readers
    if (learnt.reached[id] !== undefined) queue.push(id)
    else if (atLoad.has(id)) late.push(id)
    else judged.set(id, { verdict: 'unreached', by: null })
  }
  const ask = testsToAsk(mutants, learnt)
  const showing = setInterval(() => progress(judged), 30_000)
  const chunk = (): number[] => queue.splice(0, Math.max(1, Math.min(400, Math.ceil(queue.length / jobs))))
  await inParallel(jobs, chunk, (ids) => judgeChunk(files, ids, learnt, ask, judged))
  for (const { id, again } of mutants)
    if (!again && atLoad.has(id) && learnt.reached[id] !== undefined && judged.get(id)?.verdict === 'survived')
      late.push(id)
  await inParallel(
    jobs,
    () => late.splice(0, 1),
    (ids) => judgeLoaded(files, ids[0] ?? -1, learnt, judged),
  )
  clearInterval(showing)
  return judged
}

/** Who reads a constant is not seen: whoever comes to its file may. */
function testsOfFiles(mutants: readonly Mutant[], learnt: Learnt): Map<string, number[]> {
  const places = new Map<string, Set<number>>()
  for (const { id, file } of mutants) {
    const own = places.get(file) ?? new Set()
    for (const place of learnt.reached[id] ?? []) own.add(place)
    places.set(file, own)
  }
  return new Map([...places].map(([file, own]) => [file, [...own]]))
}

export const isLeft = ({ verdict }: Judged): boolean => verdict === 'survived' || verdict === 'unreached'

async function inParallel(jobs: number, take: () => number[], work: (ids: number[]) => Promise<void>): Promise<void> {
  const one = async (): Promise<void> => {
    for (let ids = take(); ids.length > 0; ids = take()) await work(ids)
  }
  await Promise.all(Array.from({ length: jobs }, one))
}

/** What a judge of these mutants needs to know: the whole is large. */
function only({ tests }: Learnt, ids: readonly number[], ask: (id: number) => number[]): Learnt {
  return { tests, unfit: [], atLoad: [], reached: Object.fromEntries(ids.map((id) => [id, ask(id)])) }
}

async function judgeChunk(
  files: readonly string[],
  given: readonly number[],
  learnt: Learnt,
  ask: (id: number) => number[],
  judged: Map<number, Judged>,
): Promise<void> {
  let ids = [...given]
  let spoiltAt = -1
  while (ids.length > 0) {
    let current: number | null = null
    let spoilt = false
    let began = 0
    const end = await converse(files, { do: 'judge', ids, learnt: only(learnt, ids, ask) }, (heard) => {
      if (heard.kind === 'begun' && heard.id >= 0) {
        current = heard.id
        began = Date.now()
      }
      if (heard.kind === 'spoilt') spoilt = true
      if (heard.kind === 'judged')
        judged.set(heard.id, { verdict: heard.verdict, by: heard.by, ms: Date.now() - began })
    })
    const stuck = ids.find((id) => !judged.has(id))
    if (stuck === undefined) return
    if (end === 'ended') {
      if (current === null) throw new Error('a judge died before it began')
      judged.set(stuck, { verdict: 'endless', by: null })
    } else if (spoilt) {
      // alone in a fresh process a test that then fails both ways was spoilt by this very mutant, which it noticed
      if (spoiltAt === stuck) judged.set(stuck, { verdict: 'killed', by: 'what it left behind' })
      spoiltAt = stuck
    }
    ids = ids.filter((id) => !judged.has(id))
  }
}

async function judgeLoaded(
  files: readonly string[],
  id: number,
  learnt: Learnt,
  judged: Map<number, Judged>,
): Promise<void> {
  const end = await converse(files, { do: 'judge-loaded', id, learnt: only(learnt, [], () => []) }, (heard) => {
    if (heard.kind === 'judged') judged.set(id, { verdict: heard.verdict, by: heard.by })
  })
  if (end === 'ended') judged.set(id, { verdict: 'endless', by: null })
}
