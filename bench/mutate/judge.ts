import { argv, cwd, exit } from 'node:process'
import { pathToFileURL } from 'node:url'
import { mutantsOf, serve } from './hooks.ts'
import type { Ask, Heard, Learnt, Verdict } from './protocol.ts'
import { Registry } from './registry.ts'
import { LEFT_OUT, testFiles } from './targets.ts'

const root = cwd()
const realTimeout = setTimeout
const registry = new Registry()
const { mutants, code } = mutantsOf(root, argv.slice(2))
serve(root, code)
const suite = await import('./stand-in-vitest.ts')

const tell = (heard: Heard): void => {
  process.send?.(heard)
}

/** @returns null when it passes, else why not */
async function attempt(test: { run: () => unknown }, ms: number): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = realTimeout(() => resolve('late'), ms)
  })
  const whole = (async () => {
    try {
      await test.run()
      return null
    } catch (error) {
      return error instanceof Error ? error.message.slice(0, 300) : String(error)
    }
  })()
  const result = await Promise.race([whole, late])
  clearTimeout(timer)
  return result
}

/** How long a test may take (ms) that takes `ms` alone: on a machine that is busy with others. */
const patience = (ms: number): number => ms * 20 + 5_000

const sum = (values: Iterable<number>): number => [...values].reduce((total, one) => total + one, 0)

async function load(files: readonly string[]): Promise<void> {
  for (const file of files) {
    suite.startFile(file)
    tell({ kind: 'begun', id: -1 })
    await import(pathToFileURL(`${root}/${file}`).href)
  }
}

async function learn(): Promise<void> {
  registry.record()
  await load(testFiles(root))
  const atLoad = [...registry.recorded().keys()].toSorted((a, b) => a - b)
  const learnt: Learnt = { tests: [], unfit: [], reached: {}, atLoad }
  for (const test of suite.tests) {
    if (LEFT_OUT.some((name) => test.name.endsWith(` > ${name}`))) continue
    tell({ kind: 'begun', id: -1 })
    registry.record()
    const from = performance.now()
    const failed = await attempt(test, 60_000)
    const ms = Math.ceil(performance.now() - from)
    const counts = registry.recorded()
    if (failed !== null) {
      learnt.unfit.push({ name: test.name, why: failed })
      continue
    }
    const place = learnt.tests.push({ name: test.name, ms, passes: sum(counts.values()) }) - 1
    for (const id of counts.keys()) {
      const tests = learnt.reached[id] ?? []
      tests.push(place)
      learnt.reached[id] = tests
    }
  }
  tell({ kind: 'learnt', learnt })
}

const fileOf = (name: string): string => name.slice(0, name.indexOf(' > '))

function nearness(file: string): (test: string) => number {
  const beside = file.replace(/\.ts$/, '.test.ts')
  const folder = file.slice(0, file.lastIndexOf('/') + 1)
  return (test) => (test === beside ? 0 : test.startsWith(folder) ? 1 : 2)
}

async function judge(id: number, tests: Learnt['tests']): Promise<boolean> {
  const byName = new Map(suite.tests.map((one) => [one.name, one]))
  const said = (verdict: Verdict, by: string | null): void => tell({ kind: 'judged', id, verdict, by })
  for (const { name, ms, passes } of tests) {
    const test = byName.get(name)
    if (test === undefined) continue
    try {
      registry.begin(id, passes * 10 + 30_000)
    } catch {
      registry.begin(-1, 0)
      said('killed', 'its module does not load')
      return true
    }
    const failed = await attempt(test, patience(ms))
    const endless = registry.passed > registry.allowed || failed === 'late'
    if (failed === null && !endless) continue
    registry.begin(-1, 0)
    if ((await attempt(test, patience(ms))) !== null) {
      tell({ kind: 'spoilt', id })
      return false
    }
    said(endless ? 'endless' : 'killed', name)
    return true
  }
  registry.begin(-1, 0)
  said('survived', null)
  return true
}

async function judgeAll(ids: readonly number[], learnt: Learnt): Promise<void> {
  await load(testFiles(root))
  for (const id of ids) {
    tell({ kind: 'begun', id })
    if (
      !(await judge(
        id,
        (learnt.reached[id] ?? []).flatMap((place) => learnt.tests[place] ?? []),
      ))
    )
      return
  }
}

/** What a module makes while it loads is made once: the mutant is in force before. */
async function judgeLoaded(id: number, learnt: Learnt): Promise<void> {
  tell({ kind: 'begun', id })
  const rank = nearness(mutants[id]?.file ?? '')
  const files = testFiles(root).toSorted((a, b) => rank(a) - rank(b))
  const fit = new Map(learnt.tests.map(({ name, ms }) => [name, ms]))
  for (const file of files) {
    registry.begin(id, Number.POSITIVE_INFINITY)
    const before = suite.tests.length
    try {
      await load([file])
    } catch {
      tell({ kind: 'judged', id, verdict: 'killed', by: `${file} does not load` })
      return
    }
    for (const test of suite.tests.slice(before)) {
      const ms = fit.get(test.name)
      if (ms === undefined || fileOf(test.name) !== file) continue
      if ((await attempt(test, patience(ms))) === null) continue
      tell({ kind: 'judged', id, verdict: 'killed', by: test.name })
      return
    }
  }
  tell({ kind: 'judged', id, verdict: 'survived', by: null })
}

process.on('disconnect', () => exit(1))
process.on('message', async (ask: Ask) => {
  if (ask.do === 'learn') await learn()
  else if (ask.do === 'judge') await judgeAll(ask.ids, ask.learnt)
  else await judgeLoaded(ask.id, ask.learnt)
  process.send?.({ kind: 'done' } satisfies Heard, () => exit(0))
})
