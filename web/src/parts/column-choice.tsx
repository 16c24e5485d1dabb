import { For, type JSX } from 'solid-js'
import './column-choice.css'

type Props = {
  readonly columns: readonly { readonly id: string; readonly name: string }[]
  readonly shown: ReadonlySet<string>
  readonly onChange: (shown: ReadonlySet<string>) => void
}

/** Which columns a table shows. The last one stays. */
export const ColumnChoice = (props: Props): JSX.Element => {
  const toggle = (id: string, on: boolean): void => {
    const next = new Set(props.shown)
    if (on) next.add(id)
    else next.delete(id)
    if (next.size > 0) props.onChange(next)
  }
  return (
    <details class="column-choice">
      <summary class="button small">Columns</summary>
      <fieldset>
        <legend class="unseen">Columns that are shown</legend>
        <For each={props.columns}>
          {(column) => (
            <label>
              <input
                type="checkbox"
                checked={props.shown.has(column.id)}
                disabled={props.shown.size === 1 && props.shown.has(column.id)}
                onChange={(event) => toggle(column.id, event.currentTarget.checked)}
              />
              {column.name}
            </label>
          )}
        </For>
      </fieldset>
    </details>
  )
}
