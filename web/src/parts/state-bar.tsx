import { For, type JSX } from 'solid-js'
import type { StateCounts } from '../data/fleet-figures.ts'
import { STATE_WORDS, STATES } from '../words/states.ts'
import './state-bar.css'

/** How many numbers are in which state, as shares of one bar. */
export const StateBar = (props: { readonly counts: StateCounts }): JSX.Element => {
  const there = () => STATES.filter((state) => props.counts[state] > 0)
  const words = () => there().map((state) => `${props.counts[state]} ${STATE_WORDS[state].toLowerCase()}`)
  return (
    <div class="state-bar" role="img" aria-label={words().join(', ') || 'no numbers'}>
      <For each={there()}>{(state) => <i data-state={state} style={{ '--part': props.counts[state] }} />}</For>
    </div>
  )
}
