import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * What the machine says about other processes. Linux answers from /proc (a slim container has no `ps`), other systems
 * from `ps`; "not known" is undefined and treated as "not there" by the callers.
 */
const ps = (pid: number, column: string): string | undefined => {
  try {
    const text = execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] })
    return text.toString().trim() || undefined
  } catch {
    return undefined
  }
}

const proc = (pid: number, file: string): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}

/** The state letter and parent of a process from Linux's stat line; the name in brackets may itself hold spaces. */
const stat = (pid: number): { state: string; parent: number } | undefined => {
  const text = proc(pid, 'stat')
  if (text === undefined) return undefined
  const [state = '', parent = '0'] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state, parent: Number(parent) }
}

/** @returns the parent's pid, undefined when the process is gone */
export const parentOf = (pid: number): number | undefined => {
  if (process.platform === 'linux') return stat(pid)?.parent
  const text = ps(pid, 'ppid')
  return text === undefined ? undefined : Number(text)
}

/** @returns the command line, undefined when the process is gone */
export const commandOf = (pid: number): string | undefined =>
  process.platform === 'linux' ? proc(pid, 'cmdline')?.replaceAll('\0', ' ').trim() || undefined : ps(pid, 'command')

/** Whether a process runs; one that only waits to be reaped (a zombie) does not. */
export const isAlive = (pid: number): boolean => {
  if (process.platform === 'linux') {
    const state = stat(pid)?.state
    return state !== undefined && state !== 'Z' && state !== 'X'
  }
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Sends a signal; a process that is already gone is no error. */
export const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // Gone already: what was wanted.
  }
}
