import { parentPort, workerData } from 'node:worker_threads'
import { runSeeds } from './seeds.ts'

/** One of several: runs its share of the seeds and says what each gave. */
const port = parentPort
if (port === null) throw new Error('worker.ts runs as a worker of run.ts')
await runSeeds(workerData, (report) => port.postMessage(report))
