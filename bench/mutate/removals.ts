import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cwd, execPath, exit } from 'node:process'
import { orExit } from '../command-line.ts'
import { REMOVALS, type Removal } from './removal-list.ts'
import { optionsOf } from './removal-options.ts'

/**
 * node bench/mutate/removals.ts [--find] [name ...]
 *
 * Takes each of the guard's lines out by hand, in a scratch copy, and asks what should turn red whether it does. Ends with
 * 1 when a removal turns nothing red, or when what should judge it is red without it, and with 2 at a name that is none.
 * `--find` runs the tests of the folder and the simulation's first 300 seeds for each removal and says which turn red,
 * instead of those listed.
 */
const FOLDERS = ['durable', 'worker', 'migrations', 'sandbox', 'bench', 'scripts']
const FILES = ['package.json', 'tsconfig.json', 'vitest.config.ts', 'wrangler.toml']

const { find, chosen } = orExit((args) => optionsOf(args, REMOVALS))
const home = cwd()
const scratch = mkdtempSync(join(tmpdir(), 'removals-'))

interface Ran {
  red: boolean
  /** names of the tests, or the seed, that are red */
  what: string[]
  ms: number
}

function node(args: readonly string[]): { status: number | null; output: string; ms: number } {
  const from = Date.now()
  const ran = spawnSync(execPath, args, { cwd: scratch, encoding: 'utf8', maxBuffer: 2 ** 28 })
  return { status: ran.status, output: `${ran.stdout}${ran.stderr}`, ms: Date.now() - from }
}

/** @param test a file, or all of them; `name` restricts it to one test */
function vitest(files: readonly string[], name?: string): Ran {
  const named = name === undefined ? [] : ['-t', name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')]
  const ran = node([
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'node',
    '--reporter=json',
    ...files,
    ...named,
  ])
  const json = ran.output.slice(ran.output.indexOf('{"numTotalTestSuites"'))
  const what: string[] = []
  let total = 0
  for (const [, status, title] of json.matchAll(/"status":"(passed|failed)","title":"((?:[^"\\]|\\.)*)"/g)) {
    total++
    if (status === 'failed') what.push(title ?? '')
  }
  if (total === 0) throw new Error(`no test ran: ${files.join(' ')} ${name ?? ''}\n${ran.output.slice(0, 2_000)}`)
  return { red: ran.status !== 0 && what.length > 0, what, ms: ran.ms }
}

function simulate(from: number, seeds: number): Ran {
  const ran = node([
    '--no-warnings',
    'bench/simulate/run.ts',
    '--from',
    String(from),
    '--seeds',
    String(seeds),
    '--most',
    '1',
  ])
  const seed = /seed (\d+)/.exec(ran.output)?.[1]
  return { red: ran.status !== 0 && seed !== undefined, what: seed === undefined ? [] : [`seed ${seed}`], ms: ran.ms }
}

function judge(removal: Removal): Ran {
  const { by } = removal
  return by.kind === 'test' ? vitest([by.file], by.name) : simulate(by.seed, 1)
}

function taken<T>(removal: Removal, look: () => T): T {
  const before = new Map<string, string>()
  for (const { file, was, now } of removal.patches) {
    const path = join(scratch, file)
    const text = readFileSync(path, 'utf8')
    if (!before.has(path)) before.set(path, text)
    const times = text.split(was).length - 1
    if (times === 0) throw new Error(`${removal.name}: ${file} no longer says: ${was}`)
    writeFileSync(path, text.replaceAll(was, now))
  }
  try {
    return look()
  } finally {
    for (const [path, text] of before) writeFileSync(path, text)
  }
}

try {
  for (const folder of FOLDERS)
    cpSync(join(home, folder), join(scratch, folder), {
      recursive: true,
      filter: (path) => !/(^|\/)(node_modules|dist|\.wrangler)(\/|$)/.test(path.slice(home.length)),
    })
  for (const file of FILES) cpSync(join(home, file), join(scratch, file))
  symlinkSync(join(home, 'node_modules'), join(scratch, 'node_modules'))
  let gaps = 0
  for (const removal of chosen) {
    if (find) {
      const tests = taken(removal, () => vitest(['durable', 'worker/webhook']))
      const seeds = taken(removal, () => simulate(1, 300))
      console.log(
        `${removal.name}\n  tests: ${tests.what.join(' | ') || 'none'}\n  seeds: ${seeds.what} ${seeds.ms} ms`,
      )
      continue
    }
    const without = taken(removal, () => judge(removal))
    const whole = judge(removal)
    const verdict = whole.red ? 'RED WITHOUT REMOVAL' : without.red ? 'red' : 'NOTHING TURNS RED'
    if (verdict !== 'red') gaps++
    const by = removal.by.kind === 'test' ? `${removal.by.file}: ${removal.by.name}` : `seed ${removal.by.seed}`
    console.log(`| ${removal.name} | ${verdict} | ${by} | ${(without.ms / 1_000).toFixed(1)} s |`)
  }
  exit(gaps === 0 ? 0 : 1)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
