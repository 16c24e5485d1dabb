import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { gzipSync } from 'node:zlib'
import { build } from '../../scripts/build.ts'
import { orExit } from '../command-line.ts'
import { Failed } from './failed.ts'
import { type Line, lineOf, median, round } from './figures.ts'
import type { Bench } from './measurement.ts'
import { MEASUREMENTS, OWN_META } from './measures/all.ts'
import { type Options, optionsOf } from './options.ts'
import { BUILD_DIR, startProduct } from './product.ts'

/** `npm run bench`: progress on standard error, one JSON line per measurement on standard output. */
const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** What the first line says besides its measurement: the bundle that a deploy would upload, and how long workerd takes to answer with it. */
const aboutStart = async ({ runs, seconds }: Options): Promise<object> => {
  const { bundle } = await build('wrangler.toml', process.env['BUILD_DIR'] ?? BUILD_DIR)
  const text = readFileSync(bundle)
  const starts: number[] = []
  for (let run = 0; run < runs; run++) {
    const product = await startProduct('http://127.0.0.1:9')
    // the first start also makes the tables: a deploy has done that before
    if (seconds === null) {
      await product.kill()
      await product.start()
    }
    starts.push(product.coldStartMs())
    await product.stop()
  }
  return { bundleBytes: text.length, bundleGzipBytes: gzipSync(text).length, coldStartMs: round(median(starts)) }
}

const bench: Bench = { ...orExit((args) => optionsOf(args, Object.keys(MEASUREMENTS), OWN_META)), say }
const cores = availableParallelism()
const about = await aboutStart(bench)
for (const [n, name] of bench.only.entries()) {
  const measure = MEASUREMENTS[name]
  if (measure === undefined) continue
  const begun = performance.now()
  say(`${name}:`)
  let line: Line
  try {
    line = lineOf(name, await measure(bench), cores)
  } catch (error) {
    if (!(error instanceof Failed)) say(`${error instanceof Error ? error.stack : error}`)
    line = { name, failed: error instanceof Error ? error.message : String(error) }
    process.exitCode = 1
  }
  say(`  ${Math.round((performance.now() - begun) / 1000)} s`)
  process.stdout.write(`${JSON.stringify(n === 0 ? { ...line, ...about } : line)}\n`)
}
