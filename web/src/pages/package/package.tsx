import { useNavigate, useParams } from '@solidjs/router'
import { createEffect, createMemo, createSignal, type JSX, on, Show } from 'solid-js'
import { guardNow } from '../../data/clock.ts'
import { nameOf, refreshFleet, useFleet } from '../../data/fleet.ts'
import { canSend, type FleetNumber } from '../../data/fleet-number.ts'
import { fleet as store } from '../../data/fleet-store.ts'
import { may } from '../../data/session.ts'
import { createStats } from '../../data/stats.ts'
import type { Package } from '../../data/wire.ts'
import { pathTo } from '../../pages.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { Facts, Page } from '../../parts/page.tsx'
import { Shape } from '../../parts/shape.tsx'
import { openSend } from '../../send/send-state.ts'
import { count, counted } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { sentence } from '../../words/sentence.ts'
import { span } from '../../words/time.ts'
import { AddNumber } from './add-number.tsx'
import { DeletePackage } from './delete-package.tsx'
import { Distribution } from './distribution.tsx'
import { EditPackage } from './edit-package.tsx'
import { LimitsPanel } from './limits-panel.tsx'
import { NumbersTable } from './numbers-table.tsx'
import { askToPause, askToResume } from './package-acts.ts'
import { createConfigs, createPackage, createReports } from './package-data.ts'
import { QueuePanel } from './queue-panel.tsx'
import { RoutesPanel } from './routes-panel.tsx'
import './package.css'

const HOUR_MS = 3_600_000

type Open = 'add' | 'edit'

/** One package: its numbers, how messages are given out among them, what waits, and everything that can be set. */
const PackagePage = (): JSX.Element => {
  const params = useParams<{ id: string }>()
  const go = useNavigate()
  const id = () => params.id
  const fleet = useFleet()
  // What is being deleted is not asked for any more: its last event would bring a question that has no answer.
  const [leaving, setLeaving] = createSignal(false)
  const asked = () => (leaving() ? undefined : params.id)
  const of = createPackage(asked)
  const configs = createConfigs(asked)
  const lastHour = createStats(() => ({ from: () => guardNow() - HOUR_MS, step: '5m', packageId: id() }), false)
  const [open, setOpen] = createSignal<Open>()

  const ids = createMemo(
    (): readonly string[] =>
      fleet
        .numbers()
        .filter(({ packageId }) => packageId === id())
        .map((one) => one.id)
        .toSorted((a, b) => nameOf(a).localeCompare(nameOf(b), 'en', { numeric: true }) || a.localeCompare(b)),
    [],
    { equals: (a, b) => a.length === b.length && a.every((one, index) => one === b[index]) },
  )
  const numbers = createMemo((): readonly FleetNumber[] =>
    ids().flatMap((one) => {
      const number = store.numbers[one]
      return number === undefined ? [] : [number]
    }),
  )
  const reports = createReports(ids)
  // A number that came or went is news for everything here.
  createEffect(
    on(
      ids,
      () => {
        void of.refetch()
        void configs.refetch()
      },
      { defer: true },
    ),
  )

  const able = () => numbers().filter(({ state }) => canSend(state)).length
  const queued = () => numbers().reduce((sum, one) => sum + Math.max(0, one.queue - one.inFlight), 0)
  /** A change that is confirmed late, or taken back, may be of a package that is not shown any more. */
  const put = (now: Package): void => {
    of.set((known) => (known.id === now.id ? now : known))
    void refreshFleet()
  }
  const changed = async (): Promise<void> => {
    await Promise.all([of.refetch(), refreshFleet(), configs.refetch()])
  }

  const canSendText = (): string => {
    if (fleet.data() === undefined) return '–'
    return ids().length === 0 ? 'no number yet' : `${count(able())} of ${counted(ids().length, 'number')}`
  }

  const facts = (one: Package): readonly (readonly [string, JSX.Element])[] => {
    const sent = lastHour.data()?.totals.sent
    const backlog = one.live?.backlog.total
    return [
      ['Can send', canSendText()],
      ['Waiting', backlog === undefined ? 'not known' : count(backlog + queued())],
      ['Sent in the last hour', sent === undefined ? '–' : count(sent)],
      ['Fail over', one.failover.enabled ? `after ${span(one.failover.stickyPatienceSeconds * 1_000)}` : 'off'],
    ]
  }

  const Actions = (): JSX.Element => (
    <Show when={of.data()}>
      {(one) => (
        <>
          <Show when={may('admin')}>
            <button class="button" type="button" onClick={() => setOpen('edit')}>
              Edit
            </button>
          </Show>
          <Show when={may('operate') && one().live}>
            {(live) => (
              <Show
                when={live().paused}
                fallback={
                  <button class="button" type="button" onClick={() => askToPause(one(), changed)}>
                    Pause package
                  </button>
                }
              >
                <button class="button" type="button" onClick={() => askToResume(one(), changed)}>
                  Resume package
                </button>
              </Show>
            )}
          </Show>
          <Show when={may('send')}>
            <button class="button" type="button" onClick={() => openSend({ packageId: id() })}>
              Send message
            </button>
          </Show>
          <Show when={may('admin')}>
            <button class="button primary" type="button" onClick={() => setOpen('add')}>
              Add number
            </button>
          </Show>
        </>
      )}
    </Show>
  )

  const above = () => {
    const href = pathTo('packages')
    return href === undefined ? [] : [{ name: 'Packages', href }]
  }

  return (
    <Page
      name={of.data() === undefined ? 'Package' : plain(of.data()?.name ?? '')}
      above={above()}
      sub={<Show when={of.data()}>{(one) => <Facts of={facts(one())} />}</Show>}
      actions={<Actions />}
    >
      <AsyncView of={of} what="package" lines={16}>
        {(one) => (
          <div class="stack">
            <Show when={one().live === null}>
              <p class="package-word">
                <Shape of="warning" />
                <span>The package does not answer now. Its settings are shown; what waits is not known.</span>
              </p>
            </Show>
            <Show when={one().live?.paused}>
              <p class="package-word">
                <Shape of="paused" />
                <span>
                  <b>Paused.</b>{' '}
                  {one().live?.pausedReason === null ? '' : `${sentence(one().live?.pausedReason ?? '')} `}
                  Messages are accepted and wait.
                </span>
              </p>
            </Show>
            <section class="panel" aria-labelledby="numbers">
              <header>
                <h2 id="numbers">Numbers</h2>
                <span class="muted small">{count(ids().length)}</span>
              </header>
              <AsyncView
                of={fleet}
                what="numbers"
                lines={6}
                empty={{
                  when: () => ids().length === 0,
                  view: (
                    <Empty title="No numbers yet">
                      A number appears here with its state, its caps and its queue as soon as it is added.
                      {may('admin')
                        ? ' Add the first with its phone number id and access token.'
                        : ' An admin adds the first with its phone number id and access token.'}
                    </Empty>
                  ),
                }}
              >
                {() => <NumbersTable ids={ids()} reports={reports.data()} />}
              </AsyncView>
            </section>
            <Show when={ids().length > 0}>
              <AsyncView of={reports} what="reports of the numbers" lines={8}>
                {(known) => (
                  <Distribution
                    of={one()}
                    numbers={numbers()}
                    reports={known()}
                    configs={configs.data()}
                    onChange={put}
                  />
                )}
              </AsyncView>
            </Show>
            <div class="cols">
              <div class="span4 stack">
                <QueuePanel of={one()} numbers={numbers()} />
              </div>
              <div class="span4 stack">
                <LimitsPanel of={one()} configs={configs.data()} onEdit={() => setOpen('edit')} />
              </div>
              <div class="span4 stack">
                <RoutesPanel packageId={id()} days={one().routeDays} numbers={ids()} />
              </div>
            </div>
            <Show when={may('admin')}>
              <DeletePackage
                of={one()}
                onLeave={setLeaving}
                onGone={() => go(pathTo('packages') ?? '/')}
                onRefresh={of.refetch}
              />
            </Show>
            <Show when={open() === 'add'}>
              <AddNumber of={one()} onChange={() => void changed()} onClose={() => setOpen()} />
            </Show>
            <Show when={open() === 'edit'}>
              <EditPackage
                of={one()}
                onChange={(now) => {
                  put(now)
                  void configs.refetch()
                }}
                onClose={() => setOpen()}
              />
            </Show>
          </div>
        )}
      </AsyncView>
    </Page>
  )
}

export default PackagePage
