import { setTimeout as after } from 'node:timers/promises'

/**
 * What the demo package does by itself, so that there is something to see: customers write, are answered, and get a template
 * now and then. Only ever against the sandbox, and slow enough for what new numbers may send in an hour and in a day.
 */
export type Step =
  | { readonly kind: 'write'; readonly phoneNumberId: string; readonly customer: string; readonly text: string }
  | { readonly kind: 'answer'; readonly customer: string; readonly text: string }
  | { readonly kind: 'template'; readonly customer: string }

const CUSTOMERS = 48
const NUMBERS = 5
const TALK = [
  ['Hello, is my order on its way?', 'Hello! It left our warehouse this morning.'],
  ['Can I change the delivery address?', 'Of course. Which address may it be?'],
  ['Do you have it in blue?', 'We do, in all sizes.'],
  ['When do you open on Saturday?', 'From 9:00 to 18:00.'],
  ['Thank you, it has arrived!', 'Good to hear. Enjoy it!'],
] as const

/**
 * Two steps of three send. The first half minute and the quarter of an hour after it are for whoever has just come; from then
 * on 1,280 messages a day, where five new numbers may send 2,000: one or two starts more a day, or a number that is paused, fit.
 */
const QUICK_STEPS = 15
const QUICK_MS = 2_000
const LIVELY_STEPS = 90
const LIVELY_MS = 10_000
const STEADY_MS = 45_000
/** Where this many wait, something holds them: a pause, a cap, a fault that somebody set. */
const ENOUGH_WAITING = 10

/** Numbers kept for fiction, so that nobody is written to by mistake. */
const customerOf = (n: number): string => `+1212555${String(100 + (n % CUSTOMERS)).padStart(4, '0')}`

/** The nth step: each third one is a template; the two before it are a customer who writes and the answer. */
export const stepOf = (n: number): Step => {
  const round = Math.floor(n / 3)
  const customer = customerOf(round)
  const [question, answer] = TALK[round % TALK.length] ?? TALK[0]
  if (n % 3 === 0) {
    return { kind: 'write', phoneNumberId: `10000000000000${(round % NUMBERS) + 1}`, customer, text: question }
  }
  if (n % 3 === 1) return { kind: 'answer', customer, text: answer }
  return { kind: 'template', customer: customerOf(round + CUSTOMERS / 2) }
}

/** Where the demo runs: the API, its token, the sandbox in Meta's place and the demo package. */
export interface DemoPlace {
  readonly api: string
  readonly token: string
  readonly sandbox: string
  readonly packageId: string
}

const post = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  })

const messageOf = (step: Exclude<Step, { kind: 'write' }>): unknown =>
  step.kind === 'answer'
    ? { to: step.customer, type: 'text', text: { body: step.text } }
    : { to: step.customer, type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }

/** @returns whether the package is still there */
async function take(step: Step, { api, token, sandbox, packageId }: DemoPlace): Promise<boolean> {
  if (step.kind === 'write') {
    const { phoneNumberId, customer, text } = step
    await (await post(`${sandbox}/sandbox/inbound`, { phoneNumberId, from: customer, text })).arrayBuffer()
    return true
  }
  const authorization = `Bearer ${token}`
  const answer = await post(`${api}/api/v1/packages/${packageId}/messages`, messageOf(step), { authorization })
  await answer.arrayBuffer()
  return answer.status !== 404
}

async function isBusy({ api, token }: DemoPlace): Promise<boolean> {
  const answer = await fetch(`${api}/api/v1/status/summary`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  })
  const { globalPaused, queue }: { globalPaused: boolean; queue: { backlog: number; profiles: number } } = JSON.parse(
    await answer.text(),
  )
  return globalPaused || queue.backlog + queue.profiles >= ENOUGH_WAITING
}

/** Milliseconds before the nth step. */
export const restBefore = (n: number): number => {
  if (n < QUICK_STEPS) return QUICK_MS
  return n < QUICK_STEPS + LIVELY_STEPS ? LIVELY_MS : STEADY_MS
}

/**
 * Takes one step after the other until the package is deleted or the signal says so. What fails, as during a restart, is left out.
 *
 * @param pause waits; rejects when the signal ends it
 */
export async function demoTraffic(
  place: DemoPlace,
  over: AbortSignal,
  pause: (ms: number) => Promise<unknown> = (ms) => after(ms, undefined, { signal: over, ref: false }),
): Promise<void> {
  for (let n = 0; !over.aborted; n++) {
    try {
      await pause(restBefore(n))
    } catch {
      return
    }
    try {
      if (!(await isBusy(place)) && !(await take(stepOf(n), place))) return
    } catch {
      // The product may be starting anew: the next step finds it.
    }
  }
}
