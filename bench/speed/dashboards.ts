import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Frame } from './sockets.ts'

export interface Dashboards {
  /** Every frame of events so far, and when it came to each socket. */
  frames(): Promise<Frame[]>
  stop(): Promise<void>
}

/** Opens `count` sockets to the live feed of the product at `api`. */
export async function dashboards(api: string, token: string, count: number): Promise<Dashboards> {
  const child = fork(join(import.meta.dirname, 'sockets.ts'))
  const exit = once(child, 'exit')
  const dead = exit.then((): never => {
    throw new Error('the sockets ended')
  })
  dead.catch(() => undefined)
  child.send({ url: `${api.replace('http', 'ws')}/api/v1/live`, token, count })
  await Promise.race([once(child, 'message'), dead])
  return {
    async frames() {
      child.send({ report: true })
      const [told]: { frames: Frame[] }[] = await Promise.race([once(child, 'message'), dead])
      return told?.frames ?? []
    },
    async stop() {
      child.kill()
      await exit
    },
  }
}
