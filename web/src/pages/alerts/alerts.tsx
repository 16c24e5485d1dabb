import { useSearchParams } from '@solidjs/router'
import { createMemo, createSignal, type JSX, onCleanup, Show } from 'solid-js'
import { alertCount } from '../../data/alerts.ts'
import { useFleet } from '../../data/fleet.ts'
import { createQuery } from '../../data/query.ts'
import { may } from '../../data/session.ts'
import type { Alert } from '../../data/wire.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Page } from '../../parts/page.tsx'
import { Steady } from '../../parts/steady.tsx'
import { count, counted } from '../../words/count.ts'
import { askToDismiss, askToReadAll, markRead } from './alert-acts.ts'
import { AlertDetail } from './alert-detail.tsx'
import { AlertTable } from './alert-table.tsx'
import { createAlertList, createCounts, findAlert, MOST, STEP } from './alerts-data.ts'
import { type Filter, filterOf, fits, isFiltered, searchOf } from './filter.ts'
import { Toolbar } from './toolbar.tsx'
import './alerts.css'

/** Below this width the list and one alert have no room beside each other: see alerts.css. */
const NARROW = '(max-width: 1180px)'

/** Whether there is room for the alert alone. */
const createNarrow = (): (() => boolean) => {
  const room = window.matchMedia(NARROW)
  const [narrow, setNarrow] = createSignal(room.matches)
  const look = (): void => void setNarrow(room.matches)
  room.addEventListener('change', look)
  onCleanup(() => room.removeEventListener('change', look))
  return narrow
}

/** What the guard has told people: what happened, what to do about it, what it rests on. */
const Alerts = (): JSX.Element => {
  const fleet = useFleet()
  const [search, setSearch] = useSearchParams()
  const filter = createMemo(() => filterOf(search), undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  })
  const [most, setMost] = createSignal(STEP)
  const { query, still } = createAlertList(filter, most)
  const items = createMemo(() => [...still.items()])
  const counts = createCounts(filter)
  const [first, setFirst] = createSignal<string>()
  const narrow = createNarrow()
  let panel: HTMLDivElement | undefined

  const chosen = (): string | undefined => {
    const { alert } = search
    return (Array.isArray(alert) ? alert[0] : alert) || undefined
  }
  const listed = (id: string | undefined): Alert | undefined => items().find((alert) => alert.id === id)
  /** Without a choice the one that stood first when the list came: nothing moves under the reader when another is raised. */
  const shown = createMemo<string | undefined>((before) => {
    const wanted = chosen() ?? (listed(first()) === undefined ? undefined : first())
    if (wanted !== undefined) return wanted
    return listed(before) === undefined ? items()[0]?.id : before
  })
  /** A link may lead to one that the filter or the list's length leaves out. */
  const elsewhere = createQuery(
    () =>
      query.data() !== undefined && chosen() !== undefined && listed(chosen()) === undefined ? chosen() : undefined,
    findAlert,
  )
  const current = createMemo<Alert | undefined>((before) => {
    const id = shown()
    // One that has just left the list, since it is read now, stays before the reader.
    return listed(id) ?? [elsewhere.data() ?? undefined, before].find((alert) => alert?.id === id)
  })
  /** One alert fills the page: what is about the list is away with it. */
  const alone = (): boolean => narrow() && chosen() !== undefined
  /** There is nothing to choose from. */
  const bare = (): boolean => query.data() !== undefined && items().length === 0 && chosen() === undefined
  const unread = (): number => counts.data()?.shown.unread ?? 0

  const change = (next: Partial<Filter>): void => {
    setMost(STEP)
    setFirst()
    setSearch({ ...searchOf({ ...filter(), ...next }), alert: null }, { replace: true })
  }
  const open = (alert: Alert): void => {
    // On a phone the alert takes the list's place, and Back leads to the list.
    setSearch({ alert: alert.id }, { replace: !narrow() })
    if (!narrow()) return
    window.scrollTo(0, 0)
    requestAnimationFrame(() => document.getElementById('alert-title')?.focus())
  }
  const back = (): void => {
    const id = chosen()
    setFirst(id)
    setSearch({ alert: null }, { replace: true })
    requestAnimationFrame(() => panel?.querySelector<HTMLElement>('tr[aria-current]')?.focus())
  }

  const settle = async (): Promise<void> => {
    await Promise.all([query.refetch(), counts.refetch()])
    still.showFresh()
  }
  const put = (now: Alert): void => {
    elsewhere.set((found) => (found?.id === now.id ? now : found))
    query.set((list) => ({ ...list, items: list.items.map((alert) => (alert.id === now.id ? now : alert)) }))
    void counts.refetch()
    // A list of unread ones will be without it: it is held by its id then.
    if (!fits(filter(), now)) setSearch({ alert: now.id }, { replace: true })
  }
  const drop = (gone: Alert): void => {
    const at = items().findIndex(({ id }) => id === gone.id)
    const next = items()[at + 1] ?? items()[at - 1]
    query.set((list) => ({ ...list, items: list.items.filter(({ id }) => id !== gone.id) }))
    // the dialog that asked is gone, and the pointer may be over the list: its own dismissal the reader sees at once
    still.showFresh()
    setFirst(next?.id)
    setSearch({ alert: null }, { replace: true })
    void counts.refetch()
  }
  const readAll = (): void => {
    const newest = items()[0]?.firstAt
    if (newest !== undefined) askToReadAll(filter(), unread(), isFiltered(filter()), newest, settle)
  }

  const sub = (): string => {
    const data = alertCount.data()
    if (data === undefined || data.total === 0) return ''
    return data.unread === 0
      ? `${counted(data.total, 'alert')}, all of them read.`
      : `${count(data.unread)} unread of ${counted(data.total, 'alert')}.`
  }
  const Actions = (): JSX.Element => (
    <Show when={may('operate') && unread() > 0 && items().length > 0 && !alone()}>
      <button class="button" type="button" onClick={readAll}>
        Mark {count(unread())} as read
      </button>
    </Show>
  )

  return (
    <Page name="Alerts" sub={alone() ? '' : sub()} actions={<Actions />}>
      <div class="alerts" classList={{ chosen: chosen() !== undefined, bare: bare() }}>
        <div class="alerts-head">
          <Toolbar
            filter={filter()}
            counts={counts.data()}
            packages={fleet.packages()}
            numbers={fleet.numbers()}
            onChange={change}
          />
        </div>
        <div class="panel alerts-list" ref={panel}>
          <AsyncView
            of={query}
            what="alerts"
            lines={16}
            empty={{
              when: () => items().length === 0,
              view: (
                <Show
                  when={isFiltered(filter())}
                  fallback={
                    <Empty title="No alerts so far">
                      One is raised when a number is stopped or warned of by Meta, when its token is refused, when
                      webhooks stay away, when a send has no outcome, or when a queue is full.
                    </Empty>
                  }
                >
                  <Empty title="No alert fits these filters">
                    <button
                      class="button small"
                      type="button"
                      onClick={() =>
                        change({ severity: 'all', state: 'all', packageId: undefined, profileId: undefined })
                      }
                    >
                      Show all
                    </button>
                  </Empty>
                </Show>
              ),
            }}
          >
            {(data) => (
              <>
                <Steady of={still} what="alerts">
                  <AlertTable
                    alerts={items()}
                    current={narrow() ? first() : shown()}
                    more={data().more && most() < MOST}
                    loading={query.loading() && items().length < most()}
                    error={undefined}
                    onOpen={open}
                    onMore={() => setMost((now) => Math.min(MOST, Math.max(now, items().length) + STEP))}
                  />
                </Steady>
                <Show when={data().more && most() >= MOST}>
                  <p class="alerts-end">These are the newest {count(MOST)}. Older ones: filter by number or package.</p>
                </Show>
              </>
            )}
          </AsyncView>
        </div>
        <div class="panel alerts-one">
          <button class="button quiet alerts-back" type="button" onClick={back}>
            <Icon of="back" />
            All alerts
          </button>
          <Show
            when={current()}
            fallback={
              <Show
                when={chosen()}
                fallback={<Empty title="No alert is open">Choose one from the list to read what to do about it.</Empty>}
              >
                <AsyncView of={elsewhere} what="alert" lines={12}>
                  {() => (
                    <Empty title="This alert is not here">
                      It was dismissed, is older than what is kept, or lies in a package that your token does not see.
                    </Empty>
                  )}
                </AsyncView>
              </Show>
            }
          >
            {(alert) => (
              <AlertDetail
                of={alert()}
                onRead={() => void markRead(alert(), put)}
                onDismiss={() => {
                  const gone = alert()
                  askToDismiss(gone, () => drop(gone))
                }}
              />
            )}
          </Show>
        </div>
      </div>
    </Page>
  )
}

export default Alerts
