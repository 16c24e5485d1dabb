import { createMemo, For, type JSX, Show } from 'solid-js'
import { nameOf } from '../../data/fleet.ts'
import { fleet } from '../../data/fleet-store.ts'
import { may } from '../../data/session.ts'
import { type Chip, FilterChips } from '../../parts/filter-chips.tsx'
import { Icon } from '../../parts/icon.tsx'
import { localText, ofLocalText } from '../../words/local-time.ts'
import { plain } from '../../words/plain.ts'
import { type Choice, choiceOf, type Filter, GROUPS, ofChoice, RANGE_WORDS, RANGES, statusText } from './filter.ts'
import './filter-bar.css'

type Props = {
  readonly filter: Filter
  readonly onChange: (change: Partial<Filter>) => void
  /** Enter in the field of the search: what was typed may be an id */
  readonly onFind: () => void
}

type Option = { readonly value: string; readonly name: string }

const Pick = (props: {
  readonly label: string
  readonly value: string
  readonly options: readonly Option[]
  readonly onPick: (value: string) => void
}): JSX.Element => (
  <label class="filter">
    <span>{props.label}</span>
    <select class="input" onChange={(event) => props.onPick(event.currentTarget.value)}>
      <For each={props.options}>
        {(option) => (
          <option value={option.value} selected={option.value === props.value}>
            {option.name}
          </option>
        )}
      </For>
    </select>
  </label>
)

const Time = (props: {
  readonly label: string
  /** RFC 3339 */
  readonly value: string | undefined
  readonly onPick: (value: string | undefined) => void
}): JSX.Element => (
  <label class="filter">
    <span>{props.label}</span>
    <input
      class="input"
      type="datetime-local"
      value={localText(props.value)}
      onChange={(event) => props.onPick(ofLocalText(event.currentTarget.value))}
    />
  </label>
)

const DIRECTIONS = [
  { value: '', name: 'Both' },
  { value: 'out', name: 'Sent' },
  { value: 'in', name: 'Received' },
] as const

/** A link may name what is not known here, or not any more: it stays chosen. */
const withChosen = (options: readonly Option[], chosen: string | undefined): readonly Option[] =>
  chosen === undefined || options.some(({ value }) => value === chosen)
    ? options
    : [...options, { value: chosen, name: plain(chosen) }]

/** Which messages are shown. */
export const FilterBar = (props: Props): JSX.Element => {
  const packages = createMemo((): readonly Option[] => [
    { value: '', name: 'All packages' },
    ...Object.values(fleet.packages)
      .map(({ id, name }) => ({ value: id, name }))
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
  ])
  const numbers = createMemo((): readonly Option[] => [
    { value: '', name: 'All numbers' },
    ...Object.values(fleet.numbers)
      .filter(({ packageId }) => props.filter.packageId === undefined || packageId === props.filter.packageId)
      .map(({ id }) => ({ value: id, name: nameOf(id) }))
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
  ])
  const chips = (): readonly Chip<Choice>[] => [
    { value: 'all', label: 'All' },
    ...GROUPS.map(({ value, label }) => ({ value, label })),
    ...(may('read') ? ([{ value: 'scheduled', label: 'Scheduled' }] as const) : []),
    ...(choiceOf(props.filter) === 'other'
      ? ([{ value: 'other', label: statusText(props.filter.statuses) }] as const)
      : []),
  ]
  const pickPackage = (id: string): void => {
    const known = fleet.numbers[props.filter.profileId ?? '']
    const stays = id === '' || known === undefined || known.packageId === id
    props.onChange({ packageId: id || undefined, ...(stays ? {} : { profileId: undefined }) })
  }
  return (
    <search class="filters">
      <div class="filters-fields">
        <Show when={!props.filter.scheduled}>
          <form
            class="filter filters-find"
            onSubmit={(event) => {
              event.preventDefault()
              props.onFind()
            }}
          >
            <label for="messages-q">Recipient, reference or id</label>
            <span class="filters-search">
              <Icon of="search" />
              <input
                id="messages-q"
                class="input"
                type="search"
                placeholder="+57 300 123 4567"
                autocomplete="off"
                spellcheck={false}
                value={props.filter.q}
                onChange={(event) => props.onChange({ q: event.currentTarget.value.trim() })}
              />
            </span>
          </form>
        </Show>
        <Show when={!props.filter.scheduled}>
          <Pick
            label="Accepted"
            value={props.filter.range}
            options={RANGES.map((range) => ({ value: range, name: RANGE_WORDS[range] }))}
            onPick={(value) => props.onChange({ range: RANGES.find((range) => range === value) ?? 'any' })}
          />
          <Show when={props.filter.range === 'custom'}>
            <Time label="From" value={props.filter.from} onPick={(from) => props.onChange({ from })} />
            <Time label="To" value={props.filter.to} onPick={(to) => props.onChange({ to })} />
          </Show>
        </Show>
        <Show when={may('read')}>
          <Pick
            label="Package"
            value={props.filter.packageId ?? ''}
            options={withChosen(packages(), props.filter.packageId)}
            onPick={pickPackage}
          />
        </Show>
        <Show when={!props.filter.scheduled}>
          <Show when={may('read')}>
            <Pick
              label="Number"
              value={props.filter.profileId ?? ''}
              options={withChosen(numbers(), props.filter.profileId)}
              onPick={(id) => props.onChange({ profileId: id || undefined })}
            />
          </Show>
          <Pick
            label="Direction"
            value={props.filter.direction ?? ''}
            options={DIRECTIONS}
            onPick={(value) => props.onChange({ direction: value === 'in' || value === 'out' ? value : undefined })}
          />
        </Show>
      </div>
      <FilterChips
        label="Status"
        chips={chips()}
        value={choiceOf(props.filter)}
        onChange={(choice) => props.onChange(ofChoice(choice) ?? {})}
      />
    </search>
  )
}
