import { type JSX, Show } from 'solid-js'
import { count } from '../words/count.ts'
import { usageText } from '../words/usage.ts'
import './usage-bar.css'

type Props = {
  /** what it is a use of: `Hour` */
  readonly label: string
  readonly used: number
  /** null = no cap; 0 = nothing may leave */
  readonly cap: number | null
  /** the number does not send: the bar loses its colour */
  readonly idle?: boolean
}

const share = (part: number, cap: number): number => (cap === 0 ? 1 : Math.min(1, part / cap))

/** Near: four fifths are used. Full: nothing more leaves. */
const level = (used: number, cap: number): 'full' | 'near' | 'room' =>
  used >= cap ? 'full' : used >= cap * 0.8 ? 'near' : 'room'

/** How much of a cap is used: figures, and a bar below them. Without a cap the figure alone. */
export const UsageBar = (props: Props): JSX.Element => (
  <div class="usage" title={usageText(props)}>
    <span class="usage-label">{props.label}</span>
    <span class="usage-figures">
      {count(props.used)}
      <small>{props.cap === null ? ' no cap' : `/${count(props.cap)}`}</small>
    </span>
    <Show when={props.cap !== null}>
      <span class="usage-track" data-level={props.idle === true ? 'idle' : level(props.used, props.cap ?? 0)}>
        <i style={{ '--share': share(props.used, props.cap ?? 0) }} />
      </span>
    </Show>
  </div>
)
