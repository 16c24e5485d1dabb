import type { Entry } from './story.ts'

/** Where a message spent its time. */
export type Phase = {
  readonly name: string
  readonly ms: number
  readonly tone: 'wait' | 'meta' | 'good' | 'warn' | 'bad'
}

export type Course = {
  readonly phases: readonly Phase[]
  /** from its acceptance, ms */
  readonly total: number
  /** what ended it: `delivered`; undefined = it goes on */
  readonly until: string | undefined
}

type Open = { readonly name: string; readonly tone: Phase['tone']; readonly from: number }

const ENDS: ReadonlySet<string> = new Set(['cancelled', 'expired', 'unresolved', 'erased'])
const BACK: ReadonlySet<string> = new Set(['requeued', 'released', 'returned', 'held'])

/** A wait that nobody feels: the message went through hands. */
const BRIEF_MS = 50

const waiting = (number: string | undefined): string => (number === undefined ? 'Waiting' : `Waiting, ${number}`)

/** What begins with an entry; undefined = nothing changes; null = it is over. */
const next = (
  { event, reasons }: Entry,
  number: string | undefined,
  open: Open | undefined,
): Omit<Open, 'from'> | null | undefined => {
  if (event === 'accepted' && reasons.some(({ code }) => code === 'scheduled'))
    return { name: 'Scheduled', tone: 'wait' }
  if (event === 'accepted' || event === 'due' || event === 'queued') return { name: waiting(undefined), tone: 'wait' }
  if (event === 'bound' || event === 'taken') return { name: waiting(number), tone: 'wait' }
  if (event === 'sending') return { name: 'Meta answered', tone: 'meta' }
  if (event === 'unknown') return { name: 'Not known', tone: 'warn' }
  if (event === 'held') return { name: 'Held', tone: 'warn' }
  if (event === 'requeued') return { name: waiting(number), tone: 'wait' }
  if (event === 'released' || event === 'returned') return { name: waiting(undefined), tone: 'wait' }
  // a status repeats what the answer said, or comes for what nobody had an answer of
  if (event === 'sent') return open?.name === 'Delivery' ? undefined : { name: 'Delivery', tone: 'good' }
  if (event === 'delivered' || event === 'read' || event === 'played' || event === 'failed') return null
  return ENDS.has(event) ? null : undefined
}

/** An attempt that Meta did not take, or left without an answer, is named by how it ended. */
const closed = (open: Open, entry: Entry): Omit<Open, 'from'> => {
  if (open.tone !== 'meta') return open
  if (BACK.has(entry.event) || entry.event === 'failed') return { name: 'Refused', tone: 'bad' }
  return entry.event === 'unknown' ? { name: 'No answer', tone: 'bad' } : open
}

/**
 * Splits the time of a message that we send. Neighbours of one name are one; what took no time is left out.
 *
 * @param now ms; where a phase that goes on ends for now
 */
export const courseOf = (
  timeline: readonly Entry[],
  nameOf: (id: string) => string | undefined,
  now: number,
): Course | undefined => {
  const [first] = timeline
  if (first?.event !== 'accepted') return undefined
  const begun = Date.parse(first.at)
  const phases: Phase[] = []
  let number: string | undefined
  let open: Open | undefined
  let until: string | undefined
  let end = begun

  const put = ({ name, tone }: Omit<Open, 'from'>, ms: number): void => {
    if (ms <= (tone === 'wait' ? BRIEF_MS : 0)) return
    const last = phases.at(-1)
    if (last?.name === name) phases[phases.length - 1] = { ...last, ms: last.ms + ms }
    else phases.push({ name, tone, ms })
  }

  for (const entry of timeline) {
    const id = entry.data?.['profileId']
    if (typeof id === 'string') number = nameOf(id) ?? id
    const then = next(entry, number, open)
    if (then === undefined) continue
    const at = Math.max(end, Date.parse(entry.at))
    if (open !== undefined) put(closed(open, entry), at - open.from)
    end = at
    open = then === null ? undefined : { ...then, from: at }
    if (then === null) {
      until = entry.event
      break
    }
  }
  if (open !== undefined) {
    put(open.tone === 'meta' ? { name: 'On its way to Meta', tone: 'meta' } : open, now - open.from)
    end = Math.max(end, now)
  }
  return { phases, total: end - begun, until }
}
