import { For, type JSX, Show } from 'solid-js'
import { nameOf } from '../../data/fleet.ts'
import type { FleetNumber } from '../../data/fleet-number.ts'
import { type FleetPackage, fleet } from '../../data/fleet-store.ts'
import type { Severity } from '../../data/wire.ts'
import { type Chip, FilterChips } from '../../parts/filter-chips.tsx'
import { plain } from '../../words/plain.ts'
import { SEVERITY_WORDS } from '../../words/states.ts'
import type { Counts } from './alerts-data.ts'
import { ALERT_STATES, type AlertState, type Filter, SEVERITIES } from './filter.ts'
import './toolbar.css'

type Props = {
  readonly filter: Filter
  readonly counts: Counts | undefined
  readonly packages: readonly FleetPackage[]
  readonly numbers: readonly FleetNumber[]
  readonly onChange: (change: Partial<Filter>) => void
}

const STATE_LABELS: Readonly<Record<AlertState, string>> = {
  all: 'All',
  unread: 'Unread',
  open: 'Still open',
  over: 'Over',
}

type Option = { readonly value: string; readonly name: string }

const Select = (props: {
  readonly label: string
  readonly all: string
  readonly value: string | undefined
  readonly options: readonly Option[]
  readonly onChange: (value: string | undefined) => void
}): JSX.Element => (
  <select
    class="input"
    aria-label={props.label}
    onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
  >
    <option value="" selected={props.value === undefined}>
      {props.all}
    </option>
    <For each={props.options}>
      {(option) => (
        <option value={option.value} selected={option.value === props.value}>
          {option.name}
        </option>
      )}
    </For>
  </select>
)

/** Which alerts are shown, with how many there are of each. */
export const Toolbar = (props: Props): JSX.Element => {
  const many = (state: AlertState): number | undefined => {
    const { counts } = props
    if (counts === undefined) return undefined
    const { total, unread } = counts.states
    return { all: total, unread, open: counts.open, over: total - counts.open }[state]
  }
  const counted = (value: number | undefined) => (value === undefined ? {} : { count: value })
  const states = (): readonly Chip<AlertState>[] =>
    ALERT_STATES.map((value) => ({ value, label: STATE_LABELS[value], ...counted(many(value)) }))
  const severities = (): readonly Chip<Severity | 'all'>[] => [
    { value: 'all', label: 'Any severity' },
    ...SEVERITIES.map((value) => ({
      value,
      label: SEVERITY_WORDS[value],
      shape: value,
      ...counted(props.counts?.severities.bySeverity[value]),
    })),
  ]
  /** What is chosen is among them also when it is gone or not here yet. */
  const withChosen = (options: readonly Option[], chosen: string | undefined, name: (id: string) => string) =>
    chosen === undefined || options.some(({ value }) => value === chosen)
      ? options
      : [{ value: chosen, name: name(chosen) }, ...options]
  const packages = (): readonly Option[] =>
    withChosen(
      props.packages.map(({ id, name }) => ({ value: id, name })),
      props.filter.packageId,
      (id) => fleet.packages[id]?.name ?? plain(id),
    )
  const numbers = (): readonly Option[] =>
    withChosen(
      props.numbers
        .filter((one) => props.filter.packageId === undefined || one.packageId === props.filter.packageId)
        .map(({ id }) => ({ value: id, name: nameOf(id) }))
        .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
      props.filter.profileId,
      nameOf,
    )
  return (
    <div class="alerts-toolbar">
      <FilterChips
        label="State"
        chips={states()}
        value={props.filter.state}
        onChange={(state) => props.onChange({ state })}
      />
      <FilterChips
        label="Severity"
        chips={severities()}
        value={props.filter.severity}
        onChange={(severity) => props.onChange({ severity })}
      />
      <div class="alerts-selects">
        <Show when={props.packages.length > 1 || props.filter.packageId !== undefined}>
          <Select
            label="Package"
            all="All packages"
            value={props.filter.packageId}
            options={packages()}
            // a number of another package would leave nothing to show
            onChange={(packageId) => props.onChange({ packageId, profileId: undefined })}
          />
        </Show>
        <Select
          label="Number"
          all="All numbers"
          value={props.filter.profileId}
          options={numbers()}
          onChange={(profileId) => props.onChange({ profileId })}
        />
      </div>
    </div>
  )
}
