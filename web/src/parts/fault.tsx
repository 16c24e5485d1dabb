import type { JSX } from 'solid-js'
import { Shape } from './shape.tsx'
import './async-view.css'

/** A fault of ours in the browser, or a part of the dashboard that could not be loaded, for ErrorBoundary. */
export const Fault = (props: {
  readonly what: string
  readonly error: unknown
  readonly onRetry: () => void
}): JSX.Element => (
  <div class="async-state" role="alert">
    <Shape of="critical" />
    <div>
      <strong>This {props.what} cannot be shown</strong>
      <p>
        {props.error instanceof Error ? props.error.message : String(props.error)}. If the guard was just updated,
        loading the page anew helps.
      </p>
    </div>
    <button class="button" type="button" onClick={() => props.onRetry()}>
      Try again
    </button>
    <button class="button" type="button" onClick={() => window.location.reload()}>
      Load anew
    </button>
  </div>
)
