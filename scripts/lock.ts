import { basename, join } from 'node:path'
import { commandOf, isAlive, signal } from './processes.ts'
import { readJson, writeJson } from './state.ts'

type Run = { readonly runner: number; readonly processes: readonly (readonly [pid: number, program: string])[] }

const path = (directory: string): string => join(directory, 'run.json')

/** A pid may have been given to a stranger since (a container starts counting anew): the command line must fit too. */
const isStill = (pid: number, program: string): boolean =>
  pid !== process.pid && isAlive(pid) && (commandOf(pid)?.includes(basename(program)) ?? false)

/**
 * Takes the state directory for this runner: refuses while another one runs on it, and ends what a killed one left, since
 * an orphaned workerd would hold the port and the databases.
 *
 * @throws Error when a runner is at work there
 */
export const take = async (directory: string): Promise<void> => {
  const { runner, processes = [] } = readJson<Run>(path(directory))
  if (runner !== undefined && isStill(runner, 'start.ts')) {
    throw new Error(`Whats Guard already runs on ${directory} (process ${runner}). Stop it, or set STATE_DIR and PORT.`)
  }
  const left = processes.filter(([pid, program]) => isStill(pid, program))
  for (const [pid] of left) signal(pid, 'SIGKILL')
  // A killed process keeps its port until the system has taken it down.
  const until = Date.now() + 3_000
  while (left.some(([pid]) => isAlive(pid)) && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Writes down who runs, for the next start and for tests that kill them. */
export const record = (
  directory: string,
  children: readonly { readonly name: string; readonly pids: ReadonlyMap<number, string> }[],
): void => {
  const run: Run & { children: Record<string, readonly (readonly [number, string])[]> } = {
    runner: process.pid,
    processes: children.flatMap(({ pids }) => [...pids]),
    children: Object.fromEntries(children.map(({ name, pids }) => [name, [...pids]])),
  }
  writeJson(path(directory), run)
}
