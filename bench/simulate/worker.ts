import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { Job } from './crew.ts'
import './watch-gate.ts'

/** One of several: runs its share of the seeds and says what each gave. */
const port = parentPort
if (port === null) throw new Error('worker.ts runs as a worker of run.ts')
const { share, gently }: Job = workerData
// on Linux of this thread alone
if (gently) setPriority(19)
// not before the gate is watched
const { runSeeds } = await import('./seeds.ts')
await runSeeds(share, (report) => port.postMessage(report))
