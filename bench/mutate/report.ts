import { readFileSync, writeFileSync } from 'node:fs'
import type { Judged } from './bench.ts'
import type { Mutant } from './instrument.ts'

export const GOAL = 85

/** The survivors that were looked at and why each is harmless: `file` -> `source line :: was -> now` -> reason. */
type Listed = Record<string, Record<string, string>>

const LIST = new URL('./survivors.json', import.meta.url)

const textOf = ({ context, was, now }: Mutant): string => `${context} :: ${was} -> ${now === '' ? 'nothing' : now}`

/** Prints what is left alive and the score. @returns whether the goal is met and the list says what is */
export function report(mutants: readonly Mutant[], judged: ReadonlyMap<number, Judged>, seconds: number): boolean {
  const listed: Listed = JSON.parse(readFileSync(LIST, 'utf8'))
  const alive = mutants.filter(({ id }) => ['survived', 'unreached'].includes(judged.get(id)?.verdict ?? 'survived'))
  const unlisted = alive.filter((one) => listed[one.file]?.[textOf(one)] === undefined)
  for (const one of unlisted) console.log(`${one.file}:${one.line} ${judged.get(one.id)?.verdict}: ${textOf(one)}`)
  const aliveTexts = new Set(alive.map((one) => `${one.file} ${textOf(one)}`))
  const files = new Set(mutants.map(({ file }) => file))
  const gone = Object.entries(listed)
    .filter(([file]) => files.has(file))
    .flatMap(([file, entries]) => Object.keys(entries).map((text) => `${file} ${text}`))
    .filter((text) => !aliveTexts.has(text))
  for (const text of gone) console.log(`listed, but noticed or gone: ${text}`)
  for (const file of files) {
    const own = mutants.filter((one) => one.file === file)
    const left = alive.filter((one) => one.file === file).length
    console.log(`${percent(own.length - left, own.length)} % ${file} (${own.length - left} of ${own.length})`)
  }
  const score = percent(mutants.length - alive.length, mutants.length)
  const summary = {
    mutants: mutants.length,
    killed: mutants.length - alive.length,
    survived: alive.length,
    unlisted: unlisted.length,
    listedButGone: gone.length,
    score,
    secondsTaken: seconds,
  }
  console.log(JSON.stringify(summary))
  const out = process.env['MUTATE_OUT']
  if (out !== undefined)
    writeFileSync(
      out,
      JSON.stringify(
        mutants.map((one) => ({ ...one, ...judged.get(one.id) })),
        null,
        1,
      ),
    )
  return score >= GOAL && unlisted.length === 0 && gone.length === 0
}

/** Every mutant with its verdict, for whoever looks for the next test to write: the file that MUTATE_OUT names. */
export function writeOut(mutants: readonly Mutant[], judged: ReadonlyMap<number, Judged>): void {
  const out = process.env['MUTATE_OUT']
  if (out === undefined) return
  const all = mutants.filter(({ id }) => judged.has(id)).map((one) => ({ ...one, ...judged.get(one.id) }))
  writeFileSync(out, JSON.stringify(all, null, 1))
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((1_000 * part) / whole) / 10
}
