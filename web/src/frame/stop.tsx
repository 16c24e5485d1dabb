import { type JSX, Show } from 'solid-js'
import { fleet } from '../data/fleet-store.ts'
import { may } from '../data/session.ts'
import { globalStop, startAll, stopAll, stoppable } from '../data/stop.ts'
import { confirm } from '../parts/confirm-dialog.tsx'
import { Shape } from '../parts/shape.tsx'
import { toast } from '../parts/toast.tsx'
import { counted } from '../words/count.ts'

const mayStop = (): boolean => may('operate', true)

/** What stops: `12 numbers in 3 packages`, as far as the pages so far have told; an emergency does not wait to count. */
const reach = (): string => {
  const [numbers, packages] = [Object.keys(fleet.numbers).length, Object.keys(fleet.packages).length]
  if (numbers === 0) return 'any number of any package'
  return `${numbers === 1 ? 'the 1 number' : `any of the ${counted(numbers, 'number')}`} in ${counted(packages, 'package')}`
}

/** Asks, then stops everything that would leave. */
export const askToStop = (): void =>
  confirm({
    title: 'Stop all sending?',
    text: `Nothing leaves ${reach()} until somebody starts it again. New messages are accepted and wait; requests that are at Meta already are not called back.`,
    verb: 'Stop all sending',
    danger: true,
    reason: true,
    run: async (reason) => {
      await stopAll(reason)
      toast({ text: 'All sending is stopped.' })
    },
  })

export const askToStart = (): void =>
  confirm({
    title: 'Start sending again?',
    text: 'What waits leaves at the pace of each number. Packages and numbers that were paused by themselves stay paused.',
    verb: 'Start sending',
    run: async () => {
      await startAll()
      toast({ text: 'Sending goes on.' })
    },
  })

/**
 * The switch of everything, for those who may throw it, also where it is not known how it stands; while it is thrown the
 * banner has the other direction.
 */
export const StopButton = (): JSX.Element => (
  <Show when={stoppable()}>
    <button class="button" type="button" onClick={askToStop}>
      Stop all sending
    </button>
  </Show>
)

/** Said on every page while it holds. */
export const StopBanner = (): JSX.Element => (
  <Show when={globalStop.data()?.stopped}>
    <div class="stop-banner" role="status">
      <Shape of="paused" />
      <span>All sending is stopped. Messages are accepted and wait.</span>
      <Show when={mayStop()}>
        <button class="button small" type="button" onClick={askToStart}>
          Start sending
        </button>
      </Show>
    </div>
  </Show>
)
