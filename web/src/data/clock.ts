import { type Accessor, createSignal, onCleanup } from 'solid-js'

/** Shared clocks: one timer for each pace, none while the tab is hidden or nobody looks. */

type Ticker = { readonly read: Accessor<number>; users: number; timer: number | undefined; tick(): void }

const tickers = new Map<number, Ticker>()

/** How far the guard's clock is ahead of this one, as far as its answers tell. ms */
let ahead: number | undefined

/**
 * Takes note of an instant that the guard called "now". It was written before it came here, so the largest lead seen is
 * the nearest to the truth.
 */
export const learnClock = (guardNow: number): void => {
  const lead = guardNow - Date.now()
  if (Number.isFinite(lead)) ahead = ahead === undefined ? lead : Math.max(ahead, lead)
}

/** Now by the guard's clock, ms: what cooldowns and ages are counted against. */
export const guardNow = (): number => Date.now() + (ahead ?? 0)

const tickerOf = (everyMs: number): Ticker => {
  const known = tickers.get(everyMs)
  if (known !== undefined) return known
  const [read, write] = createSignal(guardNow())
  const ticker: Ticker = {
    read,
    users: 0,
    timer: undefined,
    tick: () => {
      window.clearTimeout(ticker.timer)
      if (document.visibilityState === 'hidden') return
      write(guardNow())
      ticker.timer = window.setTimeout(ticker.tick, everyMs)
    },
  }
  tickers.set(everyMs, ticker)
  return ticker
}

document.addEventListener('visibilitychange', () => {
  for (const ticker of tickers.values()) if (ticker.users > 0) ticker.tick()
})

/** The guard's now, moving every `everyMs`. Call it inside a component. */
export const createNow = (everyMs: number): Accessor<number> => {
  const ticker = tickerOf(everyMs)
  ticker.users += 1
  if (ticker.users === 1) ticker.tick()
  onCleanup(() => {
    ticker.users -= 1
    if (ticker.users === 0) window.clearTimeout(ticker.timer)
  })
  return ticker.read
}
