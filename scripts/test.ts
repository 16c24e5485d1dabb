import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `npm test`: the checks beside the tests on Node; then those in workerd; then those that drive the built product, which mostly wait.
 * The simulated days take what all of these leave of the processors, and say what they have to say last.
 */
const ended = (child: ChildProcess): Promise<boolean> =>
  new Promise((resolve) => {
    child.on('error', () => resolve(false))
    child.on('close', (code) => resolve(code === 0))
  })

function start(command: string, ...args: string[]): Promise<boolean> {
  return ended(spawn(command, args, { stdio: 'inherit' }))
}

// the product is started dozens of times: Node compiles its files once
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled')

// in a group of its own: its workers do not end with it
const days = spawn('vitest', ['run', '--project', 'days'], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
// Linux gives each session an equal share, however low the priority of what is in it: so the session is told as well
try {
  if (days.pid !== undefined) writeFileSync(`/proc/${days.pid}/autogroup`, '5')
} catch {
  // no such share here
}
const stopDays = (): void => {
  if (days.pid === undefined || days.exitCode !== null) return
  try {
    process.kill(-days.pid, 'SIGKILL')
  } catch {
    // it has ended
  }
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    stopDays()
    process.exit(1)
  })
let said = ''
for (const stream of [days.stdout, days.stderr])
  stream.on('data', (chunk) => {
    said += chunk
  })
const daysEnded = ended(days)

const both = await Promise.all([start('node', 'scripts/check.ts'), start('vitest', 'run', '--project', 'node')])
const others =
  both.every((ok) => ok) &&
  // one after another: between files of different kinds a workerd would be started anew
  (await start('vitest', 'run', '--project', 'workers')) &&
  (await start('vitest', 'run', '--project', 'sandbox')) &&
  (await start('vitest', 'run', '--project', 'e2e'))
if (!others) stopDays()
const kept = await daysEnded
process.stdout.write(said)
process.exitCode = others && kept ? 0 : 1
