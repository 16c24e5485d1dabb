import { createMemo, For, type JSX } from 'solid-js'
import { guardNow } from '../../data/clock.ts'
import { canSend, type FleetNumber } from '../../data/fleet-number.ts'
import type { FleetPackage } from '../../data/fleet-store.ts'
import { createStats } from '../../data/stats.ts'
import { Shape } from '../../parts/shape.tsx'
import { StatTile } from '../../parts/stat-tile.tsx'
import { countStates, StateBar } from '../../parts/state-bar.tsx'
import { count, percent } from '../../words/count.ts'
import { STATE_WORDS, STATES } from '../../words/states.ts'
import './summary.css'

type Props = { readonly numbers: readonly FleetNumber[]; readonly packages: readonly FleetPackage[] }

const HOUR_MS = 3_600_000

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** All numbers in six figures. */
export const Summary = (props: Props): JSX.Element => {
  const stats = createStats(() => ({ from: () => guardNow() - HOUR_MS, step: '5m' }))
  const states = createMemo(() => countStates(props.numbers.map((one) => one.state)))
  const able = () => props.numbers.filter((one) => canSend(one.state)).length
  const inFlight = () => sum(props.numbers.map((one) => one.inFlight))
  // A number's queue holds what is on its way as well.
  const waiting = () =>
    sum(props.numbers.map((one) => Math.max(0, one.queue - one.inFlight))) +
    sum(props.packages.map((one) => one.backlog ?? 0))
  const scheduled = () => sum(props.packages.map((one) => one.scheduled ?? 0))
  const totals = () => stats.data()?.totals
  const failed = () => {
    const counts = totals()
    if (counts === undefined || counts.sent + counts.failed === 0) return undefined
    return counts.failed / (counts.sent + counts.failed)
  }
  return (
    <section aria-label="All numbers now">
      <dl class="tiles live-summary">
        <StatTile label="Can send" value={count(able())} unit={`of ${count(props.numbers.length)}`} />
        <StatTile label="Sent, last hour" value={totals() === undefined ? '–' : count(totals()?.sent ?? 0)} />
        <StatTile label="In flight" value={count(inFlight())} />
        <StatTile
          label="Waiting"
          value={count(waiting())}
          unit={scheduled() > 0 ? `+ ${count(scheduled())} scheduled` : undefined}
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
