import { type Accessor, createSignal, onCleanup } from 'solid-js'

export type Health =
  | { readonly state: 'waiting' }
  | { readonly state: 'good'; readonly at: Date; readonly milliseconds: number }
  | { readonly state: 'bad'; readonly at: Date; readonly reason: string }

const EVERY_MS = 5_000
const TIMEOUT_MS = 4_000

const ask = async (): Promise<Health> => {
  const begun = performance.now()
  try {
    const answer = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) })
    const milliseconds = Math.round(performance.now() - begun)
    if (answer.ok) return { state: 'good', at: new Date(), milliseconds }
    return { state: 'bad', at: new Date(), reason: `It answered ${answer.status}.` }
  } catch {
    return { state: 'bad', at: new Date(), reason: `No answer within ${TIMEOUT_MS / 1000} seconds.` }
  }
}

/**
 * The guard's health, asked every 5 s while the page is seen and at once when it is seen again.
 *
 * @returns the newest answer, and a function that asks now
 */
export const createHealth = (): readonly [Accessor<Health>, () => void] => {
  const [health, setHealth] = createSignal<Health>({ state: 'waiting' })
  let timer: number | undefined
  let turn = 0
  const check = async (): Promise<void> => {
    window.clearTimeout(timer)
    turn += 1
    const mine = turn
    const answer = await ask()
    // A newer question is under way, and its answer is the one to show.
    if (mine !== turn) return
    setHealth(answer)
    timer = window.setTimeout(check, EVERY_MS)
  }
  const onVisibility = (): void => {
    if (document.visibilityState === 'visible') void check()
    else {
      turn += 1
      window.clearTimeout(timer)
    }
  }
  document.addEventListener('visibilitychange', onVisibility)
  onCleanup(() => {
    turn += 1
    window.clearTimeout(timer)
    document.removeEventListener('visibilitychange', onVisibility)
  })
  void check()
  return [health, () => void check()]
}
