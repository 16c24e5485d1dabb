import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup, untrack } from 'solid-js'
import { onLive } from './live.ts'
import { type ApiError, asApiError } from './problem.ts'
import { keepSame } from './same.ts'
import type { LiveEvent } from './wire.ts'

/** What a page asks of the API, with all that AsyncView needs to show it. */
export type Query<T> = {
  /** the last good answer; it stays while a newer one is asked for or has failed, and what says the same stays the same object */
  readonly data: Accessor<T | undefined>
  /** why the last question failed; undefined after a good one */
  readonly error: Accessor<ApiError | undefined>
  readonly loading: Accessor<boolean>
  /** when the last good answer came, ms */
  readonly at: Accessor<number | undefined>
  /** asks now */
  refetch(): Promise<void>
  /** changes the answer at hand, after a change that the API has confirmed */
  set(change: (data: T) => T): void
}

type Options = {
  /** asks again after so many ms, while the tab is seen */
  readonly every?: number
  /** asks again when a live event says that the answer has changed, at most once in `gap` */
  readonly on?: (event: LiveEvent) => boolean
  /** ms between two questions that live events bring about */
  readonly gap?: number
  /** ms after an event until the answer knows of it; 0 where the API asks the actors themselves */
  readonly lag?: number
  /** keeps the answer to the former source until the new one has its own; for pages of one list. None: none is kept */
  readonly keep?: boolean
}

const GAP_MS = 1_500

/**
 * Asks when `given` has a value and whenever it changes; a newer question calls off the one under way. Call it inside a
 * component.
 *
 * @param given what `load` needs; undefined = not yet
 */
export const createQuery = <S, T>(
  given: Accessor<S | undefined>,
  load: (source: S, signal: AbortSignal) => Promise<T>,
  options: Options = {},
): Query<T> => {
  // The same id read from an answer that was refreshed is no new question.
  const source = createMemo(given)
  const [data, setData] = createSignal<T>()
  const [error, setError] = createSignal<ApiError>()
  const [loading, setLoading] = createSignal(true)
  const [at, setAt] = createSignal<number>()
  let asking: AbortController | undefined
  let closed = false
  let timer: number | undefined
  let askedAt = 0
  /** when an event's news can be in the answer, ms; undefined = nothing is due */
  let due: number | undefined
  /** when the last event came, ms */
  let heardAt = 0

  const ask = async (): Promise<void> => {
    const from = untrack(source)
    if (from === undefined || closed) return
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    askedAt = Date.now()
    // what came just now is not in the answer to this question yet
    const told = heardAt + (options.lag ?? 0)
    due = told > askedAt ? told : undefined
    setLoading(true)
    try {
      const answer = await load(from, mine.signal)
      if (mine.signal.aborted) return
      setData((before) => keepSame(before, answer))
      setError(undefined)
      setAt(Date.now())
    } catch (thrown) {
      if (mine.signal.aborted) return
      setError(asApiError(thrown))
    }
    setLoading(false)
    plan()
  }

  /** The next question by time or by events; none while nobody looks. */
  const plan = (): void => {
    window.clearTimeout(timer)
    if (document.visibilityState === 'hidden') return
    const waits = [
      ...(due === undefined ? [] : [Math.max(due, askedAt + (options.gap ?? GAP_MS))]),
      ...(options.every === undefined ? [] : [askedAt + options.every]),
    ]
    if (waits.length === 0 || loading()) return
    timer = window.setTimeout(() => void ask(), Math.max(0, Math.min(...waits) - Date.now()))
  }

  const stale = (): void => {
    heardAt = Date.now()
    due ??= heardAt + (options.lag ?? 0)
    plan()
  }

  createEffect(
    on(source, (now, before) => {
      // Without a source there is nothing to keep an answer for: who signs in next must not see it.
      if (now === undefined) asking?.abort()
      if (before !== undefined && (options.keep !== true || now === undefined)) {
        setData(undefined)
        setAt(undefined)
      }
      setError(undefined)
      void ask()
    }),
  )
  const { on: concerns } = options
  const unlisten =
    concerns === undefined
      ? () => undefined
      : onLive({ events: (events) => events.some(concerns) && stale(), snapshot: stale })
  document.addEventListener('visibilitychange', plan)
  onCleanup(() => {
    closed = true
    unlisten()
    document.removeEventListener('visibilitychange', plan)
    window.clearTimeout(timer)
    asking?.abort()
  })
  return {
    data,
    error,
    loading,
    at,
    refetch: ask,
    set: (change) => {
      setData((now) => (now === undefined ? now : keepSame(now, change(now))))
      // an answer that is on its way may be of before the change
      if (loading() && untrack(data) !== undefined) void ask()
    },
  }
}
