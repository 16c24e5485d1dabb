import type { JSX } from 'solid-js'
import type { Band } from '../data/wire.ts'
import './health-dial.css'

/** A half circle of radius 42 around (50, 50), which counts as 100. */
const ARC = 'M8 50A42 42 0 0 1 92 50'

/** Bounds of the bands, drawn as gaps: poor 40, good 70, excellent 90. */
const TICKS = [40, 70, 90]
  .map((value) => {
    const angle = Math.PI * (1 - value / 100)
    const at = (radius: number): string => `${50 + radius * Math.cos(angle)} ${50 - radius * Math.sin(angle)}`
    return `M${at(38)}L${at(46)}`
  })
  .join('')

type Props = { readonly health: number; readonly band: Band; readonly large?: boolean }

/** Health of 100 with the word for its band. */
export const HealthDial = (props: Props): JSX.Element => (
  <div
    class="dial"
    classList={{ large: props.large === true }}
    data-band={props.band}
    role="img"
    aria-label={`Health ${props.health} of 100, ${props.band}`}
  >
    <svg viewBox="0 0 100 54" aria-hidden="true">
      <path class="track" d={ARC} />
      <path class="value" d={ARC} pathLength="100" stroke-dasharray={`${props.health} 200`} />
      <path class="ticks" d={TICKS} />
    </svg>
    <b aria-hidden="true">{props.health}</b>
    <span aria-hidden="true">{props.large === true ? `health of 100, ${props.band}` : props.band}</span>
  </div>
)
