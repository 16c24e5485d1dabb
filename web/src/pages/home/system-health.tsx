import { createMemo, For, type JSX, Show } from 'solid-js'
import { api } from '../../data/api.ts'
import { createNow } from '../../data/clock.ts'
import { createCalm } from '../../data/fleet-figures.ts'
import type { FleetNumber } from '../../data/fleet-number.ts'
import { liveStanding } from '../../data/live.ts'
import { createQuery } from '../../data/query.ts'
import { may } from '../../data/session.ts'
import type { Diagnostics } from '../../data/wire.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { Shape } from '../../parts/shape.tsx'
import { healthRows, verdictOf } from './health-rows.ts'
import './system-health.css'

/** The diagnosis asks every actor: now and then is enough. */
const EVERY_MS = 60_000

type Props = {
  /** undefined = not here yet */
  readonly numbers: readonly FleetNumber[] | undefined
  /** the numbers are old: a newer answer failed */
  readonly late: boolean
}

/** How the parts of the guard are. */
export const SystemHealth = (props: Props): JSX.Element => {
  const asks = may('read', true)
  const diagnosis = createQuery(
    () => (asks ? true : undefined),
    (_, signal) => api.get<Diagnostics>('/diagnostics', {}, signal),
    { every: EVERY_MS },
  )
  const now = createNow(1_000)
  const facts = () => ({ standing: liveStanding(), now: now(), diagnosis: diagnosis.data() })
  const rows = createCalm(() => healthRows({ numbers: props.numbers, ...facts() }), facts)
  // Rows are told apart by name, so that a clock that ticks does not draw them anew.
  const names = createMemo(() => rows().map(({ name }) => name), undefined, {
    equals: (a, b) => a.join() === b.join(),
  })
  /** Everything that this reader may know is here, and as new as it can be. */
  const known = (): boolean =>
    liveStanding().kind !== 'connecting' &&
    props.numbers !== undefined &&
    !props.late &&
    (!asks || (diagnosis.data() !== undefined && diagnosis.error() === undefined))
  return (
    <section class="panel" aria-labelledby="system">
      <header>
        <h2 id="system">System health</h2>
        <span class="end muted">{known() ? verdictOf(rows()) : ''}</span>
      </header>
      <ul class="rows system">
        <For each={names()}>
          {(name) => {
            const row = () => rows().find((one) => one.name === name)
            return (
              <Show when={row()}>
                {(shown) => (
                  <li>
                    <Shape of={shown().state} />
                    <span>
                      <Show when={shown().state !== 'good'}>
                        <span class="unseen">{shown().state}: </span>
                      </Show>
                      {name}
                    </span>
                    <span class="muted">{shown().value}</span>
                    <Show when={shown().note !== ''}>
                      <p>{shown().note}</p>
                    </Show>
                  </li>
                )}
              </Show>
            )
          }}
        </For>
      </ul>
      <Show when={diagnosis.error()}>
        {/* of its states only those of a failure: the rows above are here without it */}
        <AsyncView of={diagnosis} what="diagnosis">
          {() => null}
        </AsyncView>
      </Show>
    </section>
  )
}
