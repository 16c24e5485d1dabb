import { Index, type JSX, Show } from 'solid-js'
import './kv.css'

export type Line = {
  readonly name: string
  readonly value: JSX.Element
  /** a line below the name, smaller */
  readonly note?: JSX.Element
  /** it sums up what stands above it */
  readonly sum?: boolean
}

/** Names and values, line by line, as in a ledger. */
export const KeyValues = (props: { readonly of: readonly Line[] }): JSX.Element => (
  <dl class="kv">
    <Index each={props.of}>
      {(line) => (
        <div classList={{ sum: line().sum === true }}>
          <dt>
            {line().name}
            <Show when={line().note}>
              <span class="kv-note">{line().note}</span>
            </Show>
          </dt>
          <dd>{line().value}</dd>
        </div>
      )}
    </Index>
  </dl>
)
