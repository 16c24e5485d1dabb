import { createMemo, For, type JSX, Show } from 'solid-js'
import { countStates, type FleetFigures, type StateCounts } from '../../data/fleet-figures.ts'
import type { FleetPackage } from '../../data/fleet-store.ts'
import type { NumberState } from '../../data/wire.ts'
import { type Chip, FilterChips } from '../../parts/filter-chips.tsx'
import { Icon } from '../../parts/icon.tsx'
import { count } from '../../words/count.ts'
import { STATE_WORDS, STATES } from '../../words/states.ts'
import { type Filter, SORT_WORDS, SORTS } from './order.ts'
import './toolbar.css'

type Props = {
  readonly figures: FleetFigures
  readonly packages: readonly FleetPackage[]
  readonly filter: Filter
  readonly onChange: (change: Partial<Filter>) => void
}

/** From here on a choice: tabs in a row would run out of sight. */
const MANY = 8

/** Which numbers are shown, and in which order. */
export const Toolbar = (props: Props): JSX.Element => {
  const states = createMemo((): StateCounts => {
    const { packageId } = props.filter
    const { figures } = props
    return packageId === undefined ? figures.states : (figures.byPackage.get(packageId) ?? countStates([]))
  })
  const sum = (counts: StateCounts): number => STATES.reduce((total, state) => total + counts[state], 0)
  const ofPackage = (id: string): number => sum(props.figures.byPackage.get(id) ?? countStates([]))
  const chips = (): readonly Chip<NumberState | 'all'>[] => [
    { value: 'all', label: 'All', count: sum(states()) },
    ...STATES.filter((state) => states()[state] > 0 || props.filter.state === state).map((state) => ({
      value: state,
      label: STATE_WORDS[state],
      shape: state,
      count: states()[state],
    })),
  ]
  const many = (): boolean => props.packages.length >= MANY
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
      <Show when={!many() && (props.packages.length > 1 || props.filter.packageId !== undefined)}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a form where there is none */}
        <div class="live-packages" role="group" aria-label="Package">
          {tab(undefined, 'All packages', props.figures.total)}
          <For each={props.packages}>{(one) => tab(one.id, one.name, ofPackage(one.id))}</For>
        </div>
      </Show>
      <div class="live-toolbar">
        <div class="live-search">
          <Icon of="search" />
          <input
            class="input"
            type="search"
            placeholder="Name, number, package"
            aria-label="Filter by name, number or package"
            value={props.filter.q}
            onInput={(event) => props.onChange({ q: event.currentTarget.value })}
          />
        </div>
        <Show when={many()}>
          <select
            class="input live-package"
            aria-label="Package"
            onChange={(event) => props.onChange({ packageId: event.currentTarget.value || undefined })}
          >
            <option value="">All packages ({count(props.figures.total)})</option>
            <For each={props.packages}>
              {(one) => (
                <option value={one.id} selected={props.filter.packageId === one.id}>
                  {one.name} ({count(ofPackage(one.id))})
                </option>
              )}
            </For>
          </select>
        </Show>
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
