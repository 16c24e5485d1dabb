import { type JSX, Show } from 'solid-js'
import { Flash } from './flash.tsx'
import './stat-tile.css'

type Props = {
  readonly label: string
  /** the figure, without its unit */
  readonly value: string
  /** unit or a second figure, smaller */
  readonly unit?: string | undefined
  /** the change against the period before, and what it is compared with */
  readonly change?: { readonly text: string; readonly tone?: 'good' | 'bad'; readonly against: string } | undefined
  /** what stands there when there is nothing to compare with */
  readonly note?: string | undefined
  /** a SparkLine, or anything small below */
  readonly children?: JSX.Element
}

/** One figure of a strip: `<dl class="tiles">` holds several. */
export const StatTile = (props: Props): JSX.Element => (
  <div class="tile">
    <dt>{props.label}</dt>
    <dd>
      <span class="tile-value">
        <Flash value={props.value} /> <Show when={props.unit}>{(unit) => <small>{unit()}</small>}</Show>
      </span>
      <Show
        when={props.change}
        fallback={<Show when={props.note}>{(note) => <span class="tile-note">{note()}</span>}</Show>}
      >
        {(change) => (
          <span class="tile-note">
            <b data-tone={change().tone}>{change().text}</b> {change().against}
          </span>
        )}
      </Show>
      {props.children}
    </dd>
  </div>
)
