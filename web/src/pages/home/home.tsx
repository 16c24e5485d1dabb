import { type JSX, Show } from 'solid-js'
import { createAlerts } from '../../data/alerts.ts'
import { createNow } from '../../data/clock.ts'
import { nameOf, useFleet } from '../../data/fleet.ts'
import { createCalm } from '../../data/fleet-figures.ts'
import { createStill } from '../../data/still.ts'
import { globalStop } from '../../data/stop.ts'
import { RangeTool } from '../../frame/range-tool.tsx'
import { StopButton } from '../../frame/stop.tsx'
import { useTimeRange } from '../../frame/time-range.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { Page } from '../../parts/page.tsx'
import { count, counted } from '../../words/count.ts'
import { silentPackages } from '../../words/silent.ts'
import { shortClock, weekday } from '../../words/time.ts'
import { createHeld } from './held.ts'
import { createMessageCounts } from './message-counts.ts'
import { MessagesChart } from './messages-chart.tsx'
import { needsOf, needsTitle } from './need.ts'
import { NeedList } from './need-list.tsx'
import { NextHours } from './next-hours.tsx'
import { NumbersByState } from './numbers-by-state.tsx'
import { RecentAlerts } from './recent-alerts.tsx'
import { SystemHealth } from './system-health.tsx'
import { Tiles } from './tiles.tsx'

/** What needs a person now, and how everything stands. */
const Home = (): JSX.Element => {
  const fleet = useFleet()
  const open = createAlerts({ limit: 200, open: true, severity: 'critical,warning' })
  const recent = createAlerts({ limit: 8 })
  const held = createHeld()
  const counts = createMessageCounts()
  const [span, setSpan] = useTimeRange('6h')
  const now = createNow(15_000)
  const given = () => ({
    alerts: open.data()?.items ?? [],
    held: held.data(),
    stopped: globalStop.data()?.stopped === true,
  })
  const needs = createCalm(
    () => needsOf({ numbers: fleet.numbers(), packages: fleet.packages(), nameOf, ...given() }),
    given,
  )
  const still = createStill(needs, 'key')
  const waiting = () => fleet.figures().waiting
  const known = () => fleet.data() !== undefined && open.data() !== undefined && held.data() !== undefined
  /** Nothing is here yet: figures of nothing tell nothing. */
  const bare = () => fleet.data() !== undefined && fleet.numbers().length === 0
  const title = (): string => {
    if (!known()) return 'Home'
    if (bare()) return 'Add your first number'
    return needsTitle(needs().length, (open.data()?.nextCursor ?? null) !== null)
  }
  const sub = (): string => {
    const day = `${weekday(now(), now())}, ${shortClock(now())}.`
    if (fleet.data() === undefined || bare()) return day
    const { able, silent } = fleet.figures()
    const least = silent === 0 ? '' : 'At least '
    const wait = waiting() === 1 ? '1 message is waiting' : `${counted(waiting(), 'message')} are waiting`
    const mute = silent === 0 ? '' : `${silentPackages(silent)}. `
    return `${least}${count(able)} of ${counted(fleet.numbers().length, 'number')} can send. ${least}${wait}. ${mute}${day}`
  }
  return (
    <Page
      name="Home"
      large
      title={title()}
      sub={sub()}
      tools={bare() ? undefined : <RangeTool value={span()} onChange={setSpan} />}
      actions={<StopButton />}
    >
      <div class="stack">
        <div class="cols">
          <div class="panel" classList={{ span8: !bare(), span12: bare() }}>
            <AsyncView of={open} what="alerts" lines={8}>
              {() => (
                <AsyncView of={fleet} what="numbers" lines={8}>
                  {() => (
                    <NeedList
                      needs={needs()}
                      still={still}
                      numbers={fleet.numbers().length}
                      stopped={
                        fleet.numbers().filter(({ state }) => state === 'paused' || state === 'quarantined').length
                      }
                    />
                  )}
                </AsyncView>
              )}
            </AsyncView>
            <Show when={held.error()}>
              {/* of its states only those of a failure: the list above is here without it */}
              <AsyncView of={held} what="held messages">
                {() => null}
              </AsyncView>
            </Show>
          </div>
          <Show when={!bare()}>
            <section class="span4 panel" aria-labelledby="by-state">
              <AsyncView of={fleet} what="numbers" lines={8}>
                {() => <NumbersByState figures={fleet.figures()} packages={fleet.packages()} />}
              </AsyncView>
            </section>
          </Show>
        </div>
        <Show when={!bare()}>
          <Tiles counts={counts} figures={fleet.data() === undefined ? undefined : fleet.figures()} />
          <div class="cols">
            <div class="span8 stack">
              <MessagesChart counts={counts} alerts={recent.data()?.items ?? []} span={span()} />
              <RecentAlerts alerts={recent} />
            </div>
            <div class="span4 stack">
              <SystemHealth
                numbers={fleet.data() === undefined ? undefined : fleet.numbers()}
                late={fleet.error() !== undefined}
              />
              <NextHours
                numbers={fleet.numbers()}
                packages={fleet.data() === undefined ? undefined : fleet.packages()}
              />
            </div>
          </div>
        </Show>
      </div>
    </Page>
  )
}

export default Home
