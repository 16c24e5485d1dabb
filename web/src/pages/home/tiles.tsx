import { createMemo, type JSX, Show } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import type { FleetFigures } from '../../data/fleet-figures.ts'
import type { Counts } from '../../data/stats.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { SparkLine } from '../../parts/spark-line.tsx'
import { StatTile } from '../../parts/stat-tile.tsx'
import { count, percent, signed, signedTenths } from '../../words/count.ts'
import { atLeast, silentPackages } from '../../words/silent.ts'
import type { MessageCounts } from './message-counts.ts'
import { type Day, dayOf, hourly, shareOf } from './today.ts'
import './tiles.css'

type Props = { readonly counts: MessageCounts; readonly figures: FleetFigures | undefined }

const AGAINST = 'yesterday'

/** A count beside yesterday's: in percent where there is enough of it, else as it is. */
const change = (now: number, before: number) => {
  if (before === 0) return undefined
  const text = before >= 20 ? `${signedTenths(((now - before) / before) * 100)} %` : signed(now - before)
  return { text, against: `on ${count(before)} ${AGAINST}` }
}

/** A share of what was sent beside yesterday's share, in points; `more` says whether more is good. */
const points = (day: Day, name: 'delivered' | 'read' | 'failed', more: 'good' | 'bad') => {
  const [now, before] = [shareOfSent(day.now, name), shareOfSent(day.before, name)]
  if (now === undefined || before === undefined) return undefined
  const by = (now - before) * 100
  const tone = Math.abs(by) < 0.5 ? undefined : by > 0 === (more === 'good') ? ('good' as const) : ('bad' as const)
  return {
    text: `${signedTenths(by)} points`,
    against: `from ${percent(before)} %`,
    ...(tone === undefined ? {} : { tone }),
  }
}

const shareOfSent = (counts: Counts, name: 'delivered' | 'read' | 'failed'): number | undefined =>
  name === 'failed' ? shareOf(counts.failed, counts.sent + counts.failed) : shareOf(counts[name], counts.sent)

/** Today in figures, beside yesterday up to the same time. */
export const Tiles = (props: Props): JSX.Element => {
  const now = createNow(60_000)
  const { counts } = props
  const day = createMemo(() => dayOf(counts.data() ?? [], counts.midnight(), counts.midnightBefore(), now()))
  const spark = (name: keyof Counts): JSX.Element => (
    <SparkLine
      now={hourly(counts.data() ?? [], name, counts.midnight(), now())}
      was={hourly(counts.data() ?? [], name, counts.midnightBefore(), counts.midnight())}
    />
  )
  const shareUnit = (name: 'delivered' | 'read' | 'failed'): string | undefined => {
    const share = shareOfSent(day().now, name)
    return share === undefined ? undefined : `${percent(share)} %`
  }
  const none = (before: number): string | undefined => (before === 0 ? `none ${AGAINST}` : undefined)
  return (
    <section aria-label="Today, beside yesterday up to the same time of day">
      <div classList={{ panel: counts.data() === undefined }}>
        <AsyncView of={counts} what="counts" lines={3}>
          {() => (
            <dl class="tiles home-tiles">
              <StatTile
                label="Sent today"
                value={count(day().now.sent)}
                change={change(day().now.sent, day().before.sent)}
                note={none(day().before.sent)}
              >
                {spark('sent')}
              </StatTile>
              <StatTile
                label="Delivered"
                value={count(day().now.delivered)}
                unit={shareUnit('delivered')}
                change={points(day(), 'delivered', 'good')}
                note="of what was sent today"
              >
                {spark('delivered')}
              </StatTile>
              <StatTile
                label="Read"
                value={count(day().now.read)}
                unit={shareUnit('read')}
                change={points(day(), 'read', 'good')}
                note="of what was sent today"
              >
                {spark('read')}
              </StatTile>
              <StatTile
                label="Failed"
                value={count(day().now.failed)}
                unit={shareUnit('failed')}
                change={points(day(), 'failed', 'bad')}
                note="of what was tried today"
              >
                {spark('failed')}
              </StatTile>
              <StatTile
                label="Received"
                value={count(day().now.received)}
                change={change(day().now.received, day().before.received)}
                note={none(day().before.received)}
              >
                {spark('received')}
              </StatTile>
              <Show when={props.figures}>
                {(figures) => (
                  <StatTile
                    label="Waiting now"
                    value={atLeast(count(figures().waiting), figures().silent)}
                    note={figures().silent === 0 ? 'in all queues' : silentPackages(figures().silent)}
                  />
                )}
              </Show>
            </dl>
          )}
        </AsyncView>
      </div>
    </section>
  )
}
