import type { Job, PostDone, PostJob, WebhookJob, WebhooksDone } from './jobs.ts'
import { messageText } from './messages.ts'
import { signedWebhook } from './webhook-text.ts'
import { postText, Wire } from './wire.ts'

/** The load generator, a process of its own: one job per message from its parent, its outcome as the answer. */
process.on('message', async (job: Job) => {
  const done = job.kind === 'post' ? await post(job) : await webhooks(job)
  process.send?.(done)
})
process.once('disconnect', () => process.exit(0))

function requestText(job: PostJob, from: number, to: number): string {
  const headers = { authorization: `Bearer ${job.token}` }
  const path = `/api/v1/packages/${job.packageId}/messages`
  const texts: string[] = []
  for (let i = from; i < to; i++) texts.push(messageText(job.firstUser + (i % job.users), job.freeForm))
  return job.batch === 1
    ? postText(path, headers, texts[0] ?? '')
    : postText(`${path}/batch`, headers, `{"messages":[${texts.join(',')}]}`)
}

async function post(job: PostJob): Promise<PostDone> {
  const wires = await Promise.all(Array.from({ length: job.connections }, () => Wire.open(job.port)))
  const answers: { from: number; status: number; body: string }[] = []
  const requestMs: number[] = []
  let next = 0
  const begun = performance.now()
  const loop = async (wire: Wire): Promise<void> => {
    while (next < job.count && performance.now() - begun < job.ms) {
      const from = next
      next = Math.min(job.count, from + job.batch)
      const text = requestText(job, from, next)
      const sent = performance.now()
      try {
        const { status, body } = await wire.send(text)
        answers.push({ from, status, body })
      } catch (error) {
        answers.push({ from, status: 0, body: String(error) })
        return
      }
      requestMs.push(performance.now() - sent)
    }
  }
  await Promise.all(wires.map(loop))
  const ms = performance.now() - begun
  for (const wire of wires) wire.close()
  return { ms, requestMs, ...read(answers, next) }
}

/** Read after the run: its time belongs to the product. */
function read(answers: readonly { from: number; status: number; body: string }[], count: number) {
  const ids: string[] = new Array(count).fill('')
  const refused: string[] = []
  for (const { from, status, body } of answers) {
    if (status !== 202) {
      refused.push(`${status} ${body.slice(0, 200)}`)
      continue
    }
    const value: { id?: string; results?: { id?: string; problem?: object }[] } = JSON.parse(body)
    for (const [i, one] of (value.results ?? [value]).entries()) {
      if (one.id === undefined) refused.push(JSON.stringify(one).slice(0, 200))
      else ids[from + i] = one.id
    }
  }
  return { ids, refused: refused.slice(0, 5) }
}

async function webhooks({ port, appSecret, perSecond, events }: WebhookJob): Promise<WebhooksDone> {
  const texts = events.map((event) => signedWebhook(event, appSecret))
  const free = await Promise.all(Array.from({ length: 32 }, () => Wire.open(port)))
  const answerMs: number[] = []
  const refused: string[] = []
  let dropped = 0
  let open = 0
  const all = Promise.withResolvers<void>()
  const begun = performance.now()
  const one = async (text: string, due: number): Promise<void> => {
    open += 1
    try {
      const wire = free.pop() ?? (await Wire.open(port))
      const { status, body } = await wire.send(text)
      free.push(wire)
      if (status === 200) answerMs.push(performance.now() - due)
      else refused.push(`${status} ${body.slice(0, 200)}`)
      if (status !== 200) dropped += 1
    } catch (error) {
      dropped += 1
      refused.push(String(error))
    }
    open -= 1
    if (open === 0 && next === texts.length) all.resolve()
  }
  let next = 0
  const tick = (): void => {
    for (; next < texts.length; next++) {
      const due = begun + (next * 1000) / perSecond
      if (due > performance.now()) break
      void one(texts[next] ?? '', due)
    }
    if (next < texts.length) setTimeout(tick, 1)
  }
  tick()
  if (texts.length > 0) await all.promise
  const ms = performance.now() - begun
  for (const wire of free) wire.close()
  return { ms, answerMs, dropped, refused: refused.slice(0, 5) }
}
