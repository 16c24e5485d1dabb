import { For, type JSX } from 'solid-js'
import { guardNow } from '../../data/clock.ts'
import type { FleetFigures } from '../../data/fleet-figures.ts'
import { createStats } from '../../data/stats.ts'
import { Shape } from '../../parts/shape.tsx'
import { StatTile } from '../../parts/stat-tile.tsx'
import { StateBar } from '../../parts/state-bar.tsx'
import { count, percent } from '../../words/count.ts'
import { atLeast, silentPackages } from '../../words/silent.ts'
import { STATE_WORDS, STATES } from '../../words/states.ts'
import './summary.css'

const HOUR_MS = 3_600_000

/** All numbers in six figures. */
export const Summary = (props: { readonly figures: FleetFigures }): JSX.Element => {
  const stats = createStats(() => ({ from: () => guardNow() - HOUR_MS, step: '5m' }))
  const states = () => props.figures.states
  const sum = (value: number): string => atLeast(count(value), props.figures.silent)
  const totals = () => stats.data()?.totals
  const failed = () => {
    const counts = totals()
    if (counts === undefined || counts.sent + counts.failed === 0) return undefined
    return counts.failed / (counts.sent + counts.failed)
  }
  return (
    <section aria-label="All numbers now">
      <dl class="tiles live-summary">
        <StatTile
          label="Can send"
          value={sum(props.figures.able)}
          unit={`of ${count(props.figures.total)}`}
          note={props.figures.silent === 0 ? undefined : silentPackages(props.figures.silent)}
        />
        <StatTile label="Sent, last hour" value={totals() === undefined ? '–' : count(totals()?.sent ?? 0)} />
        <StatTile label="In flight" value={sum(props.figures.inFlight)} />
        <StatTile
          label="Waiting"
          value={sum(props.figures.waiting)}
          note={props.figures.scheduled > 0 ? `and ${count(props.figures.scheduled)} scheduled` : undefined}
        />
        <StatTile
          label="Failed, last hour"
          value={failed() === undefined ? '–' : percent(failed() ?? 0)}
          unit={failed() === undefined ? undefined : '%'}
        />
        <div class="tile live-states">
          <dt>States</dt>
          <dd>
            <StateBar counts={states()} />
            <ul aria-hidden="true">
              <For each={STATES.filter((state) => states()[state] > 0)}>
                {(state) => (
                  <li title={STATE_WORDS[state]}>
                    <Shape of={state} />
                    {count(states()[state])}
                  </li>
                )}
              </For>
            </ul>
          </dd>
        </div>
      </dl>
    </section>
  )
}
