import type { JSX } from 'solid-js'
import { livePaused, liveStanding } from '../data/live.ts'
import { clock } from '../words/time.ts'

/** Whether what is shown is true now, in a word. */
export const LiveMark = (): JSX.Element => {
  const words = (): string => {
    if (livePaused()) return 'paused by you'
    const standing = liveStanding()
    return standing.kind === 'stale' ? `stale since ${clock(standing.since)}` : standing.kind
  }
  return (
    <span class="live-mark" role="status" data-standing={livePaused() ? 'paused' : liveStanding().kind}>
      <i aria-hidden="true" />
      {words()}
    </span>
  )
}
