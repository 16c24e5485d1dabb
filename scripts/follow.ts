import type { ChildProcess } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { signal } from './processes.ts'

/**
 * Loaded first (`node --import`) into every child of the runner, our own and wrangler's. Three duties that no child may
 * miss, whatever it runs:
 *  - the IPC channel closing means that the runner is gone, by SIGKILL even: leave, and leave nothing behind;
 *  - every process that it starts itself (workerd, esbuild) is told to the runner, which can then end them when this
 *    one is killed without a chance to;
 *  - the order to stop comes as a message and not as a signal, on which wrangler and miniflare would exit at once and
 *    leave zombies behind.
 */
export type FollowMessage = { readonly type: 'spawned' | 'exited'; readonly pid: number; readonly file: string }

const isChild = (value: unknown): value is { process: ChildProcess } =>
  typeof value === 'object' && value !== null && 'process' in value

/** What this process has started and not yet seen end: pid -> program. */
export const spawned = new Map<number, string>()

const tell = (message: FollowMessage): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

let leaving = false

const endAll = (): void => {
  for (const pid of spawned.keys()) signal(pid, 'SIGKILL')
}

/** Ends what we started and waits to have seen it end, so that no zombie stays where nobody reaps orphans. */
const leave = (): void => {
  if (leaving) return
  leaving = true
  endAll()
  const until = Date.now() + 1_000
  setInterval(() => {
    if (spawned.size === 0 || Date.now() > until) process.exit(0)
  }, 10)
}

subscribe('child_process', (message) => {
  if (!isChild(message)) return
  const child = message.process
  // The channel speaks before the process has its pid.
  child.once('spawn', () => {
    const { pid } = child
    if (pid === undefined) return
    const file = child.spawnfile
    spawned.set(pid, file)
    // A runtime that starts its crashed worker again does not know that we are about to go.
    if (leaving) signal(pid, 'SIGKILL')
    tell({ type: 'spawned', pid, file })
    child.once('exit', () => {
      spawned.delete(pid)
      tell({ type: 'exited', pid, file })
    })
  })
})

if (process.connected) {
  process.on('message', (message) => {
    if (message === 'stop') leave()
  })
  process.once('disconnect', leave)
  process.on('exit', endAll)
  // The channel must not keep a finished process alive.
  process.channel?.unref()
}
