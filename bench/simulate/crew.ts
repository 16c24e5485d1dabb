import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { SeedReport, Share } from './seeds.ts'

/** What a worker is given. */
export interface Job {
  share: Share
  /** true: it takes what time others leave of the processors */
  gently: boolean
}

/** Workers that share the seeds [from, from + count): one per core. Resolves when all are done or `enough` says so. */
export async function runCrew(
  {
    from,
    count,
    workers = availableParallelism(),
    gently = false,
  }: { from: number; count: number; workers?: number; gently?: boolean },
  told: (report: SeedReport) => void,
  enough: () => boolean = () => false,
): Promise<void> {
  const crew = Math.max(1, Math.min(workers, count))
  // from one heap: with shares of their own one may be done long before the other
  const next = new Int32Array(new SharedArrayBuffer(4))
  next[0] = from
  const share: Share = { next, to: from + count }
  const jobs = Array.from({ length: crew }, () => {
    const job: Job = { share, gently }
    const worker = new Worker(join(import.meta.dirname, 'worker.ts'), { workerData: job })
    return new Promise<void>((resolve, reject) => {
      worker.on('message', (report: SeedReport) => {
        told(report)
        if (enough()) void worker.terminate()
      })
      worker.on('error', reject)
      worker.on('exit', () => resolve())
    })
  })
  await Promise.all(jobs)
}
