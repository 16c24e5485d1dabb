import { For, type JSX, Show } from 'solid-js'
import { count } from '../words/count.ts'
import { Shape, type ShapeName } from './shape.tsx'

export type Chip<Value extends string> = {
  readonly value: Value
  readonly label: string
  readonly shape?: ShapeName
  /** how many there are; left out when that is not known */
  readonly count?: number
}

type Props<Value extends string> = {
  /** what is filtered by: `State` */
  readonly label: string
  readonly chips: readonly Chip<Value>[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** One of several filters at a time, as buttons that stay pressed. */
export const FilterChips = <Value extends string>(props: Props<Value>): JSX.Element => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a form where there is none
  <div class="chips" role="group" aria-label={props.label}>
    <For each={props.chips}>
      {(chip) => (
        <button
          class="chip"
          type="button"
          aria-pressed={props.value === chip.value}
          onClick={() => props.onChange(chip.value)}
        >
          <Show when={chip.shape}>{(shape) => <Shape of={shape()} />}</Show>
          {chip.label}
          <Show when={chip.count !== undefined}> {count(chip.count ?? 0)}</Show>
        </button>
      )}
    </For>
  </div>
)
