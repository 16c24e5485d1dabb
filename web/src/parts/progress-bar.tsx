import { type JSX, Show } from 'solid-js'
import { count } from '../words/count.ts'
import { span } from '../words/time.ts'
import './progress-bar.css'

type Props = {
  /** what is being done: `Sending` */
  readonly label: string
  readonly done: number
  readonly total: number
  /** a minute; undefined = not known */
  readonly rate?: number
  /** time left, ms; undefined = not known */
  readonly leftMs?: number
  readonly onCancel?: () => void
}

/** How far something is, how fast it goes, when it ends, and a way to stop it. */
export const ProgressBar = (props: Props): JSX.Element => (
  <div class="progress">
    <span>{props.label}</span>
    <span class="progress-figures">
      {count(props.done)} of {count(props.total)}
      <Show when={props.rate}>{(rate) => <>, {count(rate())} a minute</>}</Show>
      <Show when={props.leftMs}>{(left) => <>, {span(left())} left</>}</Show>
    </span>
    <progress value={props.done} max={Math.max(1, props.total)} aria-label={props.label} />
    <Show when={props.onCancel}>
      {(cancel) => (
        <button class="button small" type="button" onClick={() => cancel()()}>
          Cancel
        </button>
      )}
    </Show>
  </div>
)
