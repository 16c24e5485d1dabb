import type { JSX } from 'solid-js'
import { Match, Switch } from 'solid-js'
import './shape.css'

/** One shape for each state, so that it is told without colour: for a number's states, severities and checks. */
export type ShapeName =
  | 'active'
  | 'cooling'
  | 'paused'
  | 'suspected'
  | 'quarantined'
  | 'disconnected'
  | 'critical'
  | 'warning'
  | 'info'
  | 'good'
  | 'waiting'
  | 'unknown'

/** Small and solid: 12 px, in the colour of its state. A word stands beside it, or a label on what holds it. */
export const Shape = (props: { readonly of: ShapeName }): JSX.Element => (
  <svg class={`shape ${props.of}`} width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
    <Switch>
      <Match when={props.of === 'active'}>
        <circle cx="6" cy="6" r="4.5" fill="currentColor" />
      </Match>
      <Match when={props.of === 'cooling'}>
        <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" stroke-width="1.6" />
        <path d="M6 6V1.4A4.6 4.6 0 0 1 10.6 6z" fill="currentColor" />
      </Match>
      <Match when={props.of === 'paused'}>
        <path d="M2.5 1.5h2.6v9H2.5zM6.9 1.5h2.6v9H6.9z" fill="currentColor" />
      </Match>
      <Match when={props.of === 'suspected' || props.of === 'warning'}>
        <path d="M6 .8 11.6 11H.4z" fill="currentColor" />
        <path class="cutout" d="M6 4.2v3.4M6 9.2v.2" stroke-width="1.4" stroke-linecap="round" />
      </Match>
      <Match when={props.of === 'quarantined'}>
        <path d="M3.7.7h4.6l3 3v4.6l-3 3H3.7l-3-3V3.7z" fill="currentColor" />
        <path class="cutout" d="M3 6h6" stroke-width="1.8" />
      </Match>
      <Match when={props.of === 'disconnected'}>
        <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" stroke-width="1.6" />
        <path d="m2.6 9.4 6.8-6.8" stroke="currentColor" stroke-width="1.6" />
      </Match>
      <Match when={props.of === 'critical'}>
        <path d="M3.7.7h4.6l3 3v4.6l-3 3H3.7l-3-3V3.7z" fill="currentColor" />
        <path class="cutout" d="M6 3.2v3.4M6 8.6v.2" stroke-width="1.6" stroke-linecap="round" />
      </Match>
      <Match when={props.of === 'info'}>
        <circle cx="6" cy="6" r="4.7" fill="none" stroke="currentColor" stroke-width="1.4" />
        <path d="M6 5.6v2.8M6 3.5v.2" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" />
      </Match>
      <Match when={props.of === 'good'}>
        <path
          d="m2 6.3 2.7 2.7L10 3.6"
          fill="none"
          stroke="currentColor"
          stroke-width="1.7"
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      </Match>
      <Match when={props.of === 'unknown'}>
        <path d="M2 6h8" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" />
      </Match>
      <Match when={props.of === 'waiting'}>
        <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2.2 2.6" />
      </Match>
    </Switch>
  </svg>
)
