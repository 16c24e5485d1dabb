import type { Job, PostDone, PostJob, WebhookJob, WebhooksDone } from './jobs.ts'
import { messageText } from './messages.ts'
import { signedWebhook } from './webhook-text.ts'
import { postText, Wire, type WireAnswer } from './wire.ts'

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
  if (job.face === true)
    return postText(
      `/v26.0/${job.packageId}/messages`,
      headers,
      `{"messaging_product":"whatsapp",${texts[0]?.slice(1) ?? '}'}`,
    )
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
  return { ms, requestMs, ...read(answers, next, job.face === true ? 200 : 202) }
}

type Made = { id?: string; problem?: object }

/** Read after the run: its time belongs to the product. */
function read(answers: readonly { from: number; status: number; body: string }[], count: number, good: number) {
  const ids: string[] = new Array(count).fill('')
  const refused: string[] = []
  for (const { from, status, body } of answers) {
    if (status !== good) {
      refused.push(`${status} ${body.slice(0, 200)}`)
      continue
    }
    const value: { id?: string; results?: Made[]; messages?: Made[] } = JSON.parse(body)
    for (const [i, one] of (value.results ?? value.messages ?? [value]).entries()) {
      if (one.id === undefined) refused.push(JSON.stringify(one).slice(0, 200))
      else ids[from + i] = one.id
    }
  }
  return { ids, refused: refused.slice(0, 5) }
}

/** By a connection that is there, which the server may just have closed as idle: then by a new one, as every client does. */
async function sendBy(kept: Wire | undefined, port: number, text: string): Promise<{ wire: Wire; answer: WireAnswer }> {
  const answer = await kept?.send(text).catch(() => undefined)
  if (kept !== undefined && answer !== undefined) return { wire: kept, answer }
  const wire = await Wire.open(port)
  return { wire, answer: await wire.send(text) }
}

/** More would show how many files workerd may open (it dies of that), not how fast it answers: what is due waits here, and its wait counts. */
const MOST_CONNECTIONS = 256

async function webhooks({ port, appSecret, perSecond, events }: WebhookJob): Promise<WebhooksDone> {
  const texts = events.map((event) => signedWebhook(event, appSecret))
  const free: Wire[] = []
  let places = MOST_CONNECTIONS
  const answerMs: number[] = []
  const refused: string[] = []
  const begun = performance.now()
  const dueOf = (i: number): number => begun + (i * 1000) / perSecond
  let next = 0
  let answered = 0
  const ended = Promise.withResolvers<void>()
  const one = async (kept: Wire | undefined, i: number): Promise<void> => {
    try {
      const { wire, answer } = await sendBy(kept, port, texts[i] ?? '')
      const { status, body } = answer
      free.push(wire)
      if (status === 200) answerMs.push(performance.now() - dueOf(i))
      else refused.push(`${status} ${body.slice(0, 200)}`)
    } catch (error) {
      refused.push(String(error))
    }
    answered += 1
    places += 1
    if (answered === texts.length) ended.resolve()
    else sendDue()
  }
  const sendDue = (): void => {
    for (; next < texts.length && places > 0 && dueOf(next) <= performance.now(); next++) {
      places -= 1
      let wire = free.pop()
      while (wire?.open === false) wire = free.pop()
      void one(wire, next)
    }
  }
  const clock = setInterval(sendDue, 1)
  if (texts.length > 0) await ended.promise
  clearInterval(clock)
  const ms = performance.now() - begun
  for (const wire of free) wire.close()
  return { ms, answerMs, dropped: refused.length, refused: refused.slice(0, 5) }
}
