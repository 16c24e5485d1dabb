import { For, Index, type JSX, Show } from 'solid-js'
import { msOf, preciseClock, startOfDay, type Time, weekday } from '../words/time.ts'
import { Icon, type IconName } from './icon.tsx'
import './timeline.css'

/** One event of a story, in words. */
export type TimelineItem = {
  /** ms or RFC 3339 */
  readonly at: string | number
  /** what happened: `Refused by Meta: 190, access token` */
  readonly event: string
  /** who: `Meta, after 234 ms` */
  readonly actor: string
  readonly icon: IconName
  readonly tone?: 'good' | 'warn' | 'bad' | 'info'
  readonly reasons: readonly { readonly code: string; readonly detail: string }[]
  /** shown on demand, as it came */
  readonly data?: unknown
}

/** The day of an event, where it is not that of the one before it, or, for the first, not today. */
const newDay = (at: Time, before: Time | undefined): string | undefined =>
  startOfDay(msOf(at)) === startOfDay(before === undefined ? Date.now() : msOf(before))
    ? undefined
    : weekday(at, Date.now())

/** What happened, in order: time, event, who, why, and the data on demand. Rows stay where words change: their data stay unfolded. */
export const Timeline = (props: { readonly label: string; readonly items: readonly TimelineItem[] }): JSX.Element => (
  <ol class="timeline" aria-label={props.label}>
    <Index each={props.items}>
      {(item, index) => (
        <li>
          <Show when={newDay(item().at, props.items[index - 1]?.at)}>
            {(day) => <p class="timeline-day">{day()}</p>}
          </Show>
          <time class="timeline-at">{preciseClock(item().at)}</time>
          <span class="timeline-sign" data-tone={item().tone}>
            <Icon of={item().icon} />
          </span>
          <div class="timeline-event">
            <h3>
              {item().event} <span>{item().actor}</span>
            </h3>
            <Show when={item().reasons.length > 0}>
              <dl class="timeline-why">
                <For each={item().reasons}>
                  {(reason) => (
                    <>
                      <dt class="mono">{reason.code}</dt>
                      <dd>{reason.detail}</dd>
                    </>
                  )}
                </For>
              </dl>
            </Show>
            <Show when={item().data !== undefined && item().data !== null}>
              <details>
                <summary>Data</summary>
                <pre class="mono">{JSON.stringify(item().data, undefined, 2)}</pre>
              </details>
            </Show>
          </div>
        </li>
      )}
    </Index>
  </ol>
)
