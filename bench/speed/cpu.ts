import { readFileSync } from 'node:fs'

/** The kernel counts in hundredths of a second on every system that has /proc. */
const TICK_MS = 10

/** CPU time that a process has used so far, all its threads, ms; NaN where /proc does not say. */
export function cpuMsOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // the name in brackets may hold spaces; after it comes the third field, and utime and stime are the 14th and 15th
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return Number.NaN
  }
}

/** Memory that a process holds now, megabytes (10^6); NaN where /proc does not say. */
export function megabytesOf(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    return (pages * 4096) / 1e6
  } catch {
    return Number.NaN
  }
}

/**
 * Says what work cost workerd in CPU time, which a machine shared with others changes less than any rate.
 *
 * @returns to be called at the end, with how many things were done
 */
export function watchCpu(pid: number, say: (line: string) => void): (count: number, what: string) => void {
  const before = cpuMsOf(pid)
  const begun = performance.now()
  return (count, what) => {
    const cpu = cpuMsOf(pid) - before
    const share = (cpu / (performance.now() - begun)) * 100
    say(`  workerd: ${(cpu / count).toFixed(3)} ms of CPU per ${what}, ${share.toFixed(0)} % of a core`)
  }
}
