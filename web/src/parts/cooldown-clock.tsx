import { createMemo, type JSX, Show } from 'solid-js'
import { createNow } from '../data/clock.ts'
import { span } from '../words/time.ts'
import './cooldown-clock.css'

type Props = {
  /** when it ends, ms by the guard's clock; null = none runs */
  readonly until: number | null
  /** when it began; without it the ring shows the last minute */
  readonly from?: number | null
  /** what stands there when none runs */
  readonly ready: string
}

/** Around a radius of 7: what the ring's dashes count in. */
const ROUND = 2 * Math.PI * 7

/** A ring that empties, and the time that is left in words. */
export const CooldownClock = (props: Props): JSX.Element => {
  const now = createNow(250)
  const left = createMemo(() => (props.until === null ? 0 : Math.max(0, props.until - now())))
  const share = (): number => {
    const whole = props.until === null ? 0 : props.until - (props.from ?? props.until - 60_000)
    return whole <= 0 ? 1 : Math.min(1, left() / whole)
  }
  return (
    <Show when={left() > 0} fallback={<span class="muted">{props.ready}</span>}>
      <span class="cooldown">
        <svg width="16" height="16" viewBox="0 0 18 18" aria-hidden="true">
          <circle class="track" cx="9" cy="9" r="7" />
          <circle class="left" cx="9" cy="9" r="7" stroke-dasharray={`${share() * ROUND} ${ROUND}`} />
        </svg>
        {span(left())}
      </span>
    </Show>
  )
}
