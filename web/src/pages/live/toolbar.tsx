import { createMemo, For, type JSX, Show } from 'solid-js'
import type { FleetNumber } from '../../data/fleet-number.ts'
import type { FleetPackage } from '../../data/fleet-store.ts'
import type { NumberState } from '../../data/wire.ts'
import { type Chip, FilterChips } from '../../parts/filter-chips.tsx'
import { Icon } from '../../parts/icon.tsx'
import { countStates } from '../../parts/state-bar.tsx'
import { count } from '../../words/count.ts'
import { STATE_WORDS, STATES } from '../../words/states.ts'
import { type Filter, SORT_WORDS, SORTS } from './order.ts'
import './toolbar.css'

type Props = {
  readonly numbers: readonly FleetNumber[]
  readonly packages: readonly FleetPackage[]
  readonly filter: Filter
  readonly onChange: (change: Partial<Filter>) => void
}

/** Which numbers are shown, and in which order. */
export const Toolbar = (props: Props): JSX.Element => {
  const inPackage = createMemo(() =>
    props.numbers.filter(
      ({ packageId }) => props.filter.packageId === undefined || packageId === props.filter.packageId,
    ),
  )
  const states = createMemo(() => countStates(inPackage().map((one) => one.state)))
  const perPackage = createMemo(() => {
    const counts = new Map<string, number>()
    for (const { packageId } of props.numbers) counts.set(packageId, (counts.get(packageId) ?? 0) + 1)
    return counts
  })
  const chips = (): readonly Chip<NumberState | 'all'>[] => [
    { value: 'all', label: 'All', count: inPackage().length },
    ...STATES.filter((state) => states()[state] > 0 || props.filter.state === state).map((state) => ({
      value: state,
      label: STATE_WORDS[state],
      shape: state,
      count: states()[state],
    })),
  ]
  const tab = (id: string | undefined, name: string, many: number): JSX.Element => (
    <button
      type="button"
      aria-pressed={props.filter.packageId === id}
      onClick={() => props.onChange({ packageId: id })}
    >
      {name} <span>{count(many)}</span>
    </button>
  )
  return (
    <>
      <Show when={props.packages.length > 1 || props.filter.packageId !== undefined}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a form where there is none */}
        <div class="live-packages" role="group" aria-label="Package">
          {tab(undefined, 'All packages', props.numbers.length)}
          <For each={props.packages}>{(one) => tab(one.id, one.name, perPackage().get(one.id) ?? 0)}</For>
        </div>
      </Show>
      <div class="live-toolbar">
        <div class="live-search">
          <Icon of="search" />
          <input
            class="input"
            type="search"
            placeholder="Name or number"
            aria-label="Filter by name or number"
            value={props.filter.q}
            onInput={(event) => props.onChange({ q: event.currentTarget.value })}
          />
        </div>
        <FilterChips
          label="State"
          chips={chips()}
          value={props.filter.state}
          onChange={(state) => props.onChange({ state })}
        />
        <label class="live-sort">
          Sort
          <select
            class="input"
            value={props.filter.sort}
            onChange={(event) =>
              props.onChange({ sort: SORTS.find((sort) => sort === event.currentTarget.value) ?? 'urgent' })
            }
          >
            <For each={SORTS}>{(sort) => <option value={sort}>{SORT_WORDS[sort]}</option>}</For>
          </select>
        </label>
      </div>
    </>
  )
}
