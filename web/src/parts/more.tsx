import { type JSX, Show } from 'solid-js'
import type { Pages } from '../data/pages.ts'
import { Failure } from './async-view.tsx'
import './more.css'

/** The next page of a list, or why it did not come. */
export const More = <Item,>(props: {
  readonly of: Pages<Item>
  readonly what: string
  /** what the button does; `Show more` without */
  readonly verb?: string | undefined
}): JSX.Element => (
  <>
    <Show when={props.of.error()}>
      {(error) => <Failure error={error()} what={`next ${props.what}`} onRetry={() => void props.of.loadMore()} />}
    </Show>
    <Show when={props.of.more() && props.of.error() === undefined}>
      <div class="more">
        <button
          class="button quiet"
          type="button"
          disabled={props.of.loading()}
          onClick={() => void props.of.loadMore()}
        >
          {props.of.loading() ? 'Loading' : (props.verb ?? 'Show more')}
        </button>
      </div>
    </Show>
  </>
)
