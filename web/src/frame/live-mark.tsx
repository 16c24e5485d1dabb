import type { JSX } from 'solid-js'
import { livePaused, liveStanding } from '../data/live.ts'
import { clock } from '../words/time.ts'

/** Whether what is shown is true now, in a word; the rest is for readers alone where there is no room. */
export const LiveMark = (): JSX.Element => {
  const words = (): readonly [string, string] => {
    if (livePaused()) return ['paused', ' by you']
    const standing = liveStanding()
    return [standing.kind, standing.kind === 'stale' ? ` since ${clock(standing.since)}` : '']
  }
  return (
    <span class="live-mark" role="status" data-standing={livePaused() ? 'paused' : liveStanding().kind}>
      <i aria-hidden="true" />
      <span>
        {words()[0]}
        <span class="live-mark-rest">{words()[1]}</span>
      </span>
    </span>
  )
}
