import { useSearchParams } from '@solidjs/router'
import { createMemo, createSignal, For, type JSX, onCleanup, Show, untrack } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import { nameOf, useFleet } from '../../data/fleet.ts'
import { fleet as fleetStore } from '../../data/fleet-store.ts'
import { livePaused, pauseLive } from '../../data/live.ts'
import type { NumberState } from '../../data/wire.ts'
import { StopButton } from '../../frame/stop.tsx'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { Page } from '../../parts/page.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { isReading } from '../../parts/reading.ts'
import { STATES } from '../../words/states.ts'
import { createGradual } from './gradual.ts'
import { LatestEvents } from './latest-events.tsx'
import { NumberCard } from './number-card.tsx'
import { type Filter, SORTS, select } from './order.ts'
import { Summary } from './summary.tsx'
import { Toolbar } from './toolbar.tsx'
import './live.css'

const NAMES = { number: nameOf, package: (id: string): string => fleetStore.packages[id]?.name ?? '' }

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''))

/** The filter lies in the address, so that a view can be sent to somebody else. */
const useFilter = () => {
  const [search, setSearch] = useSearchParams()
  const filter = createMemo<Filter>(() => ({
    q: one(search['q']),
    state: STATES.find((state) => state === one(search['state'])) ?? 'all',
    packageId: one(search['package']) || undefined,
    sort: SORTS.find((sort) => sort === one(search['sort'])) ?? 'urgent',
  }))
  const change = (next: Partial<Filter>): void => {
    const { q, state, packageId, sort } = { ...filter(), ...next }
    setSearch(
      {
        q: q || null,
        state: state === 'all' ? null : state,
        package: packageId ?? null,
        sort: sort === 'urgent' ? null : sort,
      },
      { replace: true },
    )
  }
  return [filter, change] as const
}

/** A card's place, which knows from the browser whether it is near enough to be seen. */
const Item = (props: { readonly id: string }): JSX.Element => {
  const [near, setNear] = createSignal(true)
  const watch = (place: HTMLLIElement): void =>
    place.addEventListener('contentvisibilityautostatechange', (event) => {
      if ('skipped' in event) setNear(event.skipped !== true)
    })
  return (
    <li ref={watch}>
      <NumberCard id={props.id} near={near()} />
    </li>
  )
}

/** Every number as a card. */
const Live = (): JSX.Element => {
  const fleet = useFleet()
  const [filter, change] = useFilter()
  let cards: HTMLUListElement | undefined
  const now = createNow(1_000)
  const total = createMemo(() => fleet.numbers().length)
  // A new order is taken once a second, and never while the reader points at a card or is in one with the keyboard.
  const ids = createMemo<{ filter: Filter; total: number; ids: readonly string[] }>((before) => {
    const [wanted, there] = [filter(), total()]
    now()
    const same = before !== undefined && before.filter === wanted && before.total === there
    if (same && isReading(cards)) return before
    return { filter: wanted, total: there, ids: untrack(() => select(fleet.numbers(), NAMES, wanted)) }
  })
  const order = createMemo(() => ids().ids, undefined, {
    equals: (a, b) => a.length === b.length && a.every((id, index) => id === b[index]),
  })
  const shown = createGradual(order)
  onCleanup(() => pauseLive(false))

  return (
    <Page
      name="Live"
      title="Live monitor"
      actions={
        <>
          <button class="button" type="button" aria-pressed={livePaused()} onClick={() => pauseLive(!livePaused())}>
            {livePaused() ? 'Go on' : 'Pause the view'}
          </button>
          <StopButton />
        </>
      }
    >
      <AsyncView
        of={fleet}
        what="numbers"
        lines={16}
        empty={{
          when: () => total() === 0,
          view: (
            <div class="panel">
              <Empty title="No numbers yet">
                Each number appears here as a card, with its state, its caps and its queue, as soon as it is added to a
                package.{' '}
                <PageLink to="packages" fallback="">
                  Open the packages
                </PageLink>
              </Empty>
            </div>
          ),
        }}
      >
        {() => (
          <>
            <Summary figures={fleet.figures()} />
            <Toolbar figures={fleet.figures()} packages={fleet.packages()} filter={filter()} onChange={change} />
            <Show
              when={order().length > 0}
              fallback={
                <div class="panel">
                  <Empty title="No number fits this filter">
                    <button
                      class="button small"
                      type="button"
                      onClick={() => change({ q: '', state: 'all' as NumberState | 'all', packageId: undefined })}
                    >
                      Show all {total()}
                    </button>
                  </Empty>
                </div>
              }
            >
              <ul class="cards" aria-label="Numbers" ref={cards}>
                <For each={shown()}>{(id) => <Item id={id} />}</For>
              </ul>
            </Show>
            <LatestEvents />
          </>
        )}
      </AsyncView>
    </Page>
  )
}

export default Live
