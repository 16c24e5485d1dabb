import { createMemo, For, type JSX, Show } from 'solid-js'
import { useFleet } from '../../data/fleet.ts'
import { type Chip, FilterChips } from '../../parts/filter-chips.tsx'
import { Icon } from '../../parts/icon.tsx'
import { actionGroups, actionName } from '../../words/audit.ts'
import { localText, ofLocalText } from '../../words/local-time.ts'
import { type Filter, SUBJECTS, WHO, type Who, WITHIN } from './filter.ts'
import { inSentence, packageName, subjectKind, subjectName, WHO_WORDS, WITHIN_WORDS } from './words.ts'
import './toolbar.css'

type Props = {
  readonly filter: Filter
  /** the name of the actor that is filtered by, as far as an entry has told it */
  readonly actorName: string | undefined
  readonly onChange: (change: Partial<Filter>) => void
}

type Choice = { readonly value: string; readonly name: string }

const Select = (props: {
  readonly label: string
  readonly any: string
  readonly value: string | undefined
  readonly groups: readonly { readonly group?: string; readonly choices: readonly Choice[] }[]
  readonly onChange: (value: string | undefined) => void
}): JSX.Element => {
  /** What an address names and the list does not know is shown as it is, not as something else. */
  const strange = () =>
    props.value !== undefined && !props.groups.some(({ choices }) => choices.some(({ value }) => value === props.value))
  const options = (choices: readonly Choice[]): JSX.Element => (
    <For each={choices}>
      {(one) => (
        <option value={one.value} selected={one.value === props.value}>
          {one.name}
        </option>
      )}
    </For>
  )
  return (
    <select
      class="input"
      classList={{ set: props.value !== undefined }}
      aria-label={props.label}
      onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
    >
      <option value="" selected={props.value === undefined}>
        {props.any}
      </option>
      <Show when={strange()}>
        <option value={props.value} selected>
          {actionName(props.value ?? '')}
        </option>
      </Show>
      <For each={props.groups}>
        {({ group, choices }) =>
          group === undefined ? options(choices) : <optgroup label={group}>{options(choices)}</optgroup>
        }
      </For>
    </select>
  )
}

/** A filter that no list offers, with a way to take it away. */
const Pinned = (props: { readonly text: string; readonly onDrop: () => void }): JSX.Element => (
  <button class="chip pinned" type="button" aria-label={`No longer only ${props.text}`} onClick={() => props.onDrop()}>
    <span class="cut">{props.text}</span>
    <Icon of="close" />
  </button>
)

/** Which entries are shown: by whom, what, on what, when. */
export const Toolbar = (props: Props): JSX.Element => {
  const fleet = useFleet()
  const between = () => props.filter.from !== undefined || props.filter.to !== undefined
  const people: readonly Chip<Who | 'all'>[] = [
    { value: 'all', label: 'Everybody' },
    ...WHO.map((value) => ({ value, label: WHO_WORDS[value] })),
  ]
  const packages = createMemo(() => fleet.packages().map(({ id, name }) => ({ value: id, name })))
  return (
    <search class="audit-toolbar" aria-label="Entries">
      <FilterChips
        label="Who"
        chips={people}
        value={props.filter.who ?? 'all'}
        onChange={(who) => props.onChange({ who: who === 'all' ? undefined : who })}
      />
      <div class="audit-selects">
        <Select
          label="What was done"
          any="Anything done"
          value={props.filter.action}
          groups={actionGroups().map(({ group, actions }) => ({
            group,
            choices: actions.map(({ id, name }) => ({ value: id, name })),
          }))}
          onChange={(action) => props.onChange({ action })}
        />
        <Select
          label="To what"
          any="To anything"
          value={props.filter.subjectKind}
          groups={[{ choices: SUBJECTS.map((value) => ({ value, name: subjectKind(value) })) }]}
          onChange={(kind) => props.onChange({ subjectKind: kind, subjectId: undefined })}
        />
        <Show when={packages().length > 1 || props.filter.packageId !== undefined}>
          <Select
            label="Package"
            any="All packages"
            value={props.filter.packageId}
            groups={[{ choices: packages() }]}
            onChange={(packageId) => props.onChange({ packageId })}
          />
        </Show>
        <Select
          label="When"
          any="At any time"
          value={props.filter.within ?? (between() ? 'between' : undefined)}
          groups={[
            {
              choices: [
                ...WITHIN.map((value) => ({ value, name: WITHIN_WORDS[value] })),
                { value: 'between', name: 'Between two times' },
              ],
            },
          ]}
          onChange={(value) => {
            const within = WITHIN.find((one) => one === value)
            const from = value === 'between' ? new Date(Date.now() - 86_400_000).toISOString() : undefined
            props.onChange({ within, from, to: undefined })
          }}
        />
      </div>
      <Show when={between()}>
        <div class="audit-between">
          <label>
            From
            <input
              class="input"
              type="datetime-local"
              value={localText(props.filter.from)}
              onChange={(event) => props.onChange({ from: ofLocalText(event.currentTarget.value) })}
            />
          </label>
          <label>
            To
            <input
              class="input"
              type="datetime-local"
              value={localText(props.filter.to)}
              onChange={(event) => props.onChange({ to: ofLocalText(event.currentTarget.value) })}
            />
          </label>
        </div>
      </Show>
      <Show when={props.filter.actorId ?? props.filter.subjectId}>
        <div class="chips">
          <Show when={props.filter.actorId}>
            {(id) => (
              <Pinned text={`by ${props.actorName ?? id()}`} onDrop={() => props.onChange({ actorId: undefined })} />
            )}
          </Show>
          <Show when={props.filter.subjectId}>
            {(id) => {
              const kind = () => props.filter.subjectKind ?? ''
              const name = () => (kind() === 'package' ? packageName(id()) : subjectName({ kind: kind(), id: id() }))
              return (
                <Pinned
                  text={`${inSentence(subjectKind(kind() || 'subject'))} ${name()}`}
                  onDrop={() => props.onChange({ subjectId: undefined })}
                />
              )
            }}
          </Show>
        </div>
      </Show>
    </search>
  )
}
