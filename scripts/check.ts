import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** `npm run check`: types, style, imports and unused code, two at a time; prints what each that fails has to say. */
const CHECKS = [
  ['tsc', '--noEmit', '-p', '.'],
  ['tsc', '--noEmit', '-p', 'scripts'],
  ['tsc', '--noEmit', '-p', 'web'],
  ['knip'],
  ['biome', 'check'],
  ['node', join(import.meta.dirname, 'check-imports.ts')],
]
const AT_ONCE = 2

const run = ([command = '', ...args]: readonly string[]): Promise<void> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk
      })
    child.on('error', (error) => {
      said += error.message
    })
    child.on('close', (code) => {
      if (code !== 0) {
        process.stderr.write(`${[command, ...args].join(' ')} failed:\n${said}\n`)
        process.exitCode = 1
      }
      resolve()
    })
  })

const left = [...CHECKS]
const worker = async (): Promise<void> => {
  for (let check = left.shift(); check !== undefined; check = left.shift()) await run(check)
}
await Promise.all(Array.from({ length: AT_ONCE }, worker))
