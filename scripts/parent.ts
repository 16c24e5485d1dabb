import { commandOf, parentOf } from './processes.ts'

/**
 * Calls `gone` once when whoever started us is gone. An npm that is killed outright tells nobody, and its shell and we
 * would live on. So we watch our parent, and when that is npm's `sh -c`, npm itself. (The start script says `exec`, so that
 * no shell stands between: dash would swallow the SIGINT that npm hands on.) A runner started by hand without
 * npm is left alone, since people start things with `nohup … &`; one started with an IPC channel (tests) watches that.
 *
 * @param everyMs how often to look
 */
export const watchParent = (everyMs: number, gone: () => void): void => {
  if (process.connected) process.once('disconnect', gone)
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  const isShell = /^\S*sh -c /.test(commandOf(parent) ?? '')
  const npm = isShell ? parentOf(parent) : undefined
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || parentOf(parent) === npm)) return
    clearInterval(timer)
    gone()
  }, everyMs)
  timer.unref()
}
