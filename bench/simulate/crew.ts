import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { SeedReport, Share } from './seeds.ts'

/** Workers that share the seeds [from, from + count): one per core. Resolves when all are done or `enough` says so. */
export async function runCrew(
  { from, count, workers = availableParallelism() }: { from: number; count: number; workers?: number },
  told: (report: SeedReport) => void,
  enough: () => boolean = () => false,
): Promise<void> {
  const crew = Math.max(1, Math.min(workers, count))
  const jobs = Array.from({ length: crew }, (_, n) => {
    const share: Share = { from: from + n, to: from + count, step: crew }
    const worker = new Worker(join(import.meta.dirname, 'worker.ts'), { workerData: share })
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
