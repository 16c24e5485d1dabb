import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { PostDone, PostJob, WebhookJob, WebhooksDone } from './jobs.ts'

/** The load generator's process, one job at a time. */
export interface Generator {
  post(job: Omit<PostJob, 'kind'>): Promise<PostDone>
  webhooks(job: Omit<WebhookJob, 'kind'>): Promise<WebhooksDone>
  stop(): Promise<void>
}

export function generator(): Generator {
  const child = fork(join(import.meta.dirname, 'load.ts'))
  const exit = once(child, 'exit')
  const dead = exit.then((): never => {
    throw new Error('the load generator ended in mid-job')
  })
  dead.catch(() => undefined)
  const ask = async (job: object): Promise<unknown> => {
    child.send(job)
    const [done]: unknown[] = await Promise.race([once(child, 'message'), dead])
    return done
  }
  return {
    post: async (job) => (await ask({ kind: 'post', ...job })) as PostDone,
    webhooks: async (job) => (await ask({ kind: 'webhooks', ...job })) as WebhooksDone,
    async stop() {
      child.kill()
      await exit
    },
  }
}
