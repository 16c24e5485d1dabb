import { createMemo, For, type JSX, Show } from 'solid-js'
import { countStates, type FleetFigures, type StateCounts } from '../../data/fleet-figures.ts'
import type { FleetPackage } from '../../data/fleet-store.ts'
import { PageLink } from '../../parts/page-link.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { StateBar } from '../../parts/state-bar.tsx'
import { count } from '../../words/count.ts'
import { STATES } from '../../words/states.ts'
import './numbers-by-state.css'

type Props = { readonly figures: FleetFigures; readonly packages: readonly FleetPackage[] }

type Column = { readonly id: string; readonly name: string; readonly counts: StateCounts; readonly total: number }

/** As many packages as have a column of their own; more are not legible. */
const MOST = 3

const sumOf = (columns: readonly Column[], state: keyof StateCounts): number =>
  columns.reduce((sum, { counts }) => sum + counts[state], 0)

/** How many numbers are in which state, in all and in the largest packages. */
export const NumbersByState = (props: Props): JSX.Element => {
  const columns = createMemo((): readonly Column[] =>
    props.packages
      .map(({ id, name }) => {
        const counts = props.figures.byPackage.get(id) ?? countStates([])
        return { id, name, counts, total: STATES.reduce((sum, state) => sum + counts[state], 0) }
      })
      .toSorted((a, b) => b.total - a.total),
  )
  const shown = () => (columns().length > 1 ? columns().slice(0, columns().length > MOST ? MOST - 1 : MOST) : [])
  const others = () => (columns().length > MOST ? columns().slice(MOST - 1) : [])
  const all = () => props.figures.states
  return (
    <>
      <header>
        <h2 id="by-state">Numbers by state</h2>
        <PageLink to="live" class="link end">
          Open live
        </PageLink>
      </header>
      <div class="by-state-bar">
        <StateBar counts={all()} />
      </div>
      <div class="tablewrap">
        <table class="by-state">
          <thead>
            <tr>
              <th scope="col">State</th>
              <For each={shown()}>
                {(one) => (
                  <th scope="col" class="number cut" title={one.name}>
                    {one.name}
                  </th>
                )}
              </For>
              <Show when={others().length > 0}>
                <th scope="col" class="number">
                  {count(others().length)} others
                </th>
              </Show>
              <th scope="col" class="number">
                All
              </th>
            </tr>
          </thead>
          <tbody>
            <For each={STATES}>
              {(state) => (
                <tr>
                  <th scope="row">
                    <PageLink to="live" query={{ state }} class="by-state-link">
                      <StateBadge state={state} />
                    </PageLink>
                  </th>
                  <For each={shown()}>
                    {(one) => (
                      <td class="number" classList={{ muted: one.counts[state] === 0 }}>
                        {count(one.counts[state])}
                      </td>
                    )}
                  </For>
                  <Show when={others().length > 0}>
                    <td class="number">{count(sumOf(others(), state))}</td>
                  </Show>
                  <td class="number">
                    <b>{count(all()[state])}</b>
                  </td>
                </tr>
              )}
            </For>
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">All numbers</th>
              <For each={shown()}>{(one) => <td class="number">{count(one.total)}</td>}</For>
              <Show when={others().length > 0}>
                <td class="number">{count(others().reduce((sum, one) => sum + one.total, 0))}</td>
              </Show>
              <td class="number">
                <b>{count(props.figures.total)}</b>
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
    </>
  )
}
