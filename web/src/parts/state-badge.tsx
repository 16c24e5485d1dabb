import type { JSX } from 'solid-js'
import type { NumberState, Severity } from '../data/wire.ts'
import { SEVERITY_WORDS, STATE_WORDS } from '../words/states.ts'
import { Shape } from './shape.tsx'
import './state-badge.css'

/** A number's state: shape and word. */
export const StateBadge = (props: { readonly state: NumberState }): JSX.Element => (
  <span class="state" data-state={props.state}>
    <Shape of={props.state} />
    {STATE_WORDS[props.state]}
  </span>
)

/** An alert's severity: shape and word. */
export const SeverityBadge = (props: { readonly severity: Severity }): JSX.Element => (
  <span class="state">
    <Shape of={props.severity} />
    {SEVERITY_WORDS[props.severity]}
  </span>
)
