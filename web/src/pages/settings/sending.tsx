import { type JSX, Show } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import { useFleet } from '../../data/fleet.ts'
import { may } from '../../data/session.ts'
import { globalStop, stoppable } from '../../data/stop.ts'
import type { AuditEntry } from '../../data/wire.ts'
import { askToStart, StopButton } from '../../frame/stop.tsx'
import { AsyncView } from '../../parts/async-view.tsx'
import { Shape } from '../../parts/shape.tsx'
import { detailOf } from '../../words/audit.ts'
import { count, counted } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { silentPackages } from '../../words/silent.ts'
import { ago, moment } from '../../words/time.ts'
import { createLastSwitch } from './settings-data.ts'
import './sending.css'

/** Who turned the switch, when and why. */
const Turned = (props: { readonly entry: AuditEntry }): JSX.Element => {
  const now = createNow(10_000)
  const note = () => detailOf(props.entry)['note']
  return (
    <p class="muted">
      {props.entry.action === 'all.stopped' ? 'Stopped' : 'Last started again'} at {moment(props.entry.at, now())},{' '}
      {ago(props.entry.at, now())}, by {plain(props.entry.actor.name)}
      <Show when={typeof note() === 'string' && note() !== ''}>: {plain(String(note()))}</Show>.
    </p>
  )
}

const standing = (stopped: boolean | undefined) => (stopped === undefined ? 'unknown' : stopped ? 'stopped' : 'on')
const SHAPES = { on: 'active', stopped: 'paused', unknown: 'warning' } as const
const TITLES = {
  on: 'Sending is on',
  stopped: 'All sending is stopped',
  unknown: 'Whether sending is on is not known',
} as const
const WORDS = {
  on: 'Messages leave at the pace of each number.',
  stopped: 'Nothing leaves any number of any package. New messages are accepted and wait.',
  unknown: 'No package answers now. The switch can still be turned.',
} as const

/** The switch of everything: how it stands, who turned it, and the other direction. */
export const Sending = (): JSX.Element => {
  const fleet = useFleet()
  const last = createLastSwitch()
  const turned = () => {
    const entry = last.data()?.entry
    // An entry of before the last turn would contradict what stands above it.
    return entry !== undefined && (entry.action === 'all.stopped') === globalStop.data()?.stopped ? entry : undefined
  }
  const able = (): string => {
    const { able: can, total, silent } = fleet.figures()
    if (total === 0 && silent === 0) return 'There is no number yet.'
    const now = `${count(can)} of ${counted(total, 'number')} can send now`
    return silent === 0 ? `${now}.` : `At least ${now}; ${silentPackages(silent)}.`
  }
  return (
    <section class="panel" aria-labelledby="sending">
      <AsyncView of={globalStop} what="state of the switch" lines={3}>
        {(data) => (
          <div class="sending">
            <Shape of={SHAPES[standing(data().stopped)]} />
            <div>
              <h2 id="sending">{TITLES[standing(data().stopped)]}</h2>
              <p>
                {WORDS[standing(data().stopped)]}
                {data().stopped === false && fleet.data() !== undefined ? ` ${able()}` : ''}
              </p>
              <Show when={turned()}>{(entry) => <Turned entry={entry()} />}</Show>
            </div>
            <Show when={data().stopped} fallback={<StopButton />}>
              <Show when={may('operate', true)}>
                <button class="button primary" type="button" onClick={askToStart}>
                  Start sending
                </button>
              </Show>
            </Show>
          </div>
        )}
      </AsyncView>
      <Show when={globalStop.data() === undefined && stoppable()}>
        <div class="sending">
          <div>
            <p>All sending can be stopped all the same.</p>
          </div>
          <StopButton />
        </div>
      </Show>
    </section>
  )
}
