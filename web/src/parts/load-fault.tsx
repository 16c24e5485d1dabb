import { type JSX, Show } from 'solid-js'
import type { Query } from '../data/query.ts'
import { sentence } from '../words/sentence.ts'
import { Shape } from './shape.tsx'
import './async-view.css'

/** One line where something that a form offers could not be loaded: without it an empty list would look like a true one. */
export const LoadFault = (props: {
  readonly of: Pick<Query<unknown>, 'error' | 'loading' | 'refetch'>
  /** what is missing: `packages` */
  readonly what: string
}): JSX.Element => (
  <Show when={props.of.error()}>
    {(error) => (
      <p class="async-late" role="alert">
        <Shape of="warning" />
        <span>
          The {props.what} could not be loaded. {sentence(error().message)}
        </span>
        <button
          class="button small"
          type="button"
          disabled={props.of.loading()}
          onClick={() => void props.of.refetch()}
        >
          Try again
        </button>
      </p>
    )}
  </Show>
)
