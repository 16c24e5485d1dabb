import { type JSX, Match, Show, Switch } from 'solid-js'
import { createHealth } from './health.ts'

/** State is told by a shape and a word, never by colour alone. */
const SHAPES = {
  good: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z',
  bad: 'M8 1 15.5 15H.5Z',
  waiting: 'M2 2h12v12H2Z',
} as const

const WORDS = { good: 'Running', bad: 'Not answering', waiting: 'Asking the guard' } as const

const clock = (at: Date): string => at.toLocaleTimeString(undefined, { hour12: false })

export const HealthCard = (): JSX.Element => {
  const [health, retry] = createHealth()
  const good = () => {
    const now = health()
    return now.state === 'good' ? now : undefined
  }
  const bad = () => {
    const now = health()
    return now.state === 'bad' ? now : undefined
  }
  return (
    <section aria-labelledby="health">
      <h2 id="health">Health</h2>
      <div class="state" role="status" data-state={health().state}>
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <path fill="currentColor" d={SHAPES[health().state]} />
        </svg>
        <strong>{WORDS[health().state]}</strong>
      </div>
      <Switch>
        <Match when={good()}>
          {(now) => (
            <p class="note">
              Answered in {now().milliseconds} ms at {clock(now().at)}.
            </p>
          )}
        </Match>
        <Match when={bad()}>
          {(now) => (
            <p class="note">
              {now().reason} Asked at {clock(now().at)}. Messages that were accepted are kept and go on when it is back.
            </p>
          )}
        </Match>
      </Switch>
      <Show when={bad()}>
        <button type="button" onClick={retry}>
          Ask again
        </button>
      </Show>
    </section>
  )
}
