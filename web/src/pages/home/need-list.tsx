import { createMemo, createSignal, For, type JSX, Match, Show, Switch } from 'solid-js'
import { alertsChanged } from '../../data/alerts.ts'
import { api } from '../../data/api.ts'
import { createNow } from '../../data/clock.ts'
import { refreshFleet } from '../../data/fleet.ts'
import { fleet } from '../../data/fleet-store.ts'
import { asApiError } from '../../data/problem.ts'
import { may } from '../../data/session.ts'
import type { Still } from '../../data/still.ts'
import { askToStart } from '../../frame/stop.tsx'
import { Empty } from '../../parts/async-view.tsx'
import { confirm } from '../../parts/confirm-dialog.tsx'
import { handFocusOn } from '../../parts/hand-focus-on.ts'
import { NumberAction, numberActionOf } from '../../parts/number-action.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Steady } from '../../parts/steady.tsx'
import { toast } from '../../parts/toast.tsx'
import { count } from '../../words/count.ts'
import { roughly } from '../../words/time.ts'
import { calmTitle, type Need } from './need.ts'
import './need-list.css'

const FIRST = 6

const markRead = async (id: string): Promise<void> => {
  try {
    await api.post(`/alerts/${encodeURIComponent(id)}/read`)
    alertsChanged()
  } catch (error) {
    toast({ text: `The alert is still unread: ${asApiError(error).message}`, tone: 'critical' })
  }
}

const askToResume = (id: string): void => {
  const name = fleet.packages[id]?.name ?? id
  confirm({
    title: `Resume ${name}?`,
    text: 'Its numbers send again, each at its own pace, beginning with what waits. Numbers that stopped by themselves stay stopped.',
    verb: 'Resume',
    reason: true,
    run: async (reason) => {
      await api.post(`/packages/${encodeURIComponent(id)}/resume`, reason === undefined ? {} : { reason })
      await refreshFleet()
      toast({ text: `${name} sends again.` })
    },
  })
}

/** The one thing to do about it, for those who may. */
const Act = (props: { readonly need: Need }): JSX.Element => {
  const act = () => props.need.act
  const number = () => {
    const now = act()
    return now.kind === 'number' ? fleet.numbers[now.id] : undefined
  }
  return (
    <Switch>
      <Match when={number()}>
        {(one) => <Show when={numberActionOf(one())}>{(kind) => <NumberAction number={one()} kind={kind()} />}</Show>}
      </Match>
      <Match when={act().kind === 'look'}>
        <PageLink to="live" query={{ package: props.need.packageId ?? undefined }} class="button">
          Open live
        </PageLink>
      </Match>
      <Match when={act().kind === 'review'}>
        <PageLink to="messages" query={{ status: 'held', packageId: props.need.packageId ?? undefined }} class="button">
          Review
          <span class="unseen"> held messages</span>
        </PageLink>
      </Match>
      <Match when={!may('operate')}>{null}</Match>
      <Match when={act().kind === 'start' && may('operate', true)}>
        <button class="button primary" type="button" onClick={askToStart}>
          Start sending
        </button>
      </Match>
      <Match when={act().kind === 'resume-package' && props.need.packageId}>
        {(id) => (
          <button class="button" type="button" onClick={() => askToResume(id())}>
            Resume
          </button>
        )}
      </Match>
      <Match when={act().kind === 'read'}>
        <button
          class="button"
          type="button"
          ref={handFocusOn((gone) => gone.closest('li')?.querySelector('a') ?? null)}
          onClick={() => {
            const now = act()
            if (now.kind === 'read') void markRead(now.alertId)
          }}
        >
          Mark as read
        </button>
      </Match>
    </Switch>
  )
}

/** Where it is and since when: `Orders EU · 105550024 · open for 6 min · seen 3 times`. */
const Where = (props: { readonly need: Need }): JSX.Element => {
  const now = createNow(15_000)
  const parts = (): string[] => {
    const { packageId, numberId, since, times } = props.need
    return [
      ...(packageId === null ? [] : [fleet.packages[packageId]?.name ?? packageId]),
      ...(numberId === undefined ? [] : [numberId]),
      ...(since === undefined ? [] : [`open for ${roughly(Math.max(5_000, now() - since))}`]),
      ...(times > 1 ? [`seen ${count(times)} times`] : []),
    ]
  }
  return <p class="need-where">{parts().join(' · ')}</p>
}

/** What needs a person, worst first; while it is read no row moves. */
export const NeedList = (props: {
  readonly needs: readonly Need[]
  /** the same as they are shown: some that are over may be among them */
  readonly still: Still<Need>
  readonly numbers: number
  /** of these, those that are paused or quarantined */
  readonly stopped: number
}): JSX.Element => {
  const [whole, setWhole] = createSignal(false)
  const shown = () => props.still.items()
  const there = createMemo(() => new Set(props.needs.map(({ key }) => key)))
  return (
    <Show
      when={shown().length > 0}
      fallback={
        <Show
          when={props.numbers > 0}
          fallback={
            <Empty title="There are no numbers yet">
              A number is added to a package, with its phone number id and access token; from then on it is paced,
              capped and watched here.{' '}
              <PageLink to="packages" fallback="">
                Open the packages
              </PageLink>
            </Empty>
          }
        >
          <div class="need-none">
            <span class="need-shape">
              <Shape of="good" />
            </span>
            <div>
              <h2>{calmTitle(props.numbers, props.stopped)}</h2>
              <p>
                What needs a person appears here, worst first: a number that Meta stops or warns of, a token that is
                refused, webhooks that stay away, a queue that runs full.
              </p>
            </div>
          </div>
        </Show>
      }
    >
      <Steady of={props.still} what="things that need you">
        <ul class="rows need">
          <For each={whole() ? shown() : shown().slice(0, FIRST)}>
            {(need) => (
              <li>
                <span class="need-shape">
                  <Shape of={need.severity} />
                </span>
                <div>
                  <h2>
                    <span class="unseen">{need.severity === 'critical' ? 'Critical: ' : 'Warning: '}</span>
                    <Show when={need.numberId} fallback={need.title}>
                      {(id) => (
                        <PageLink to="number" id={id()} class="need-link">
                          {need.title}
                        </PageLink>
                      )}
                    </Show>
                  </h2>
                  <p>{need.text}</p>
                  <Where need={need} />
                </div>
                <div class="need-act">
                  <Show when={there().has(need.key)} fallback={<span class="muted small">Needs nobody now</span>}>
                    <Act need={need} />
                  </Show>
                </div>
              </li>
            )}
          </For>
          <Show when={shown().length > FIRST}>
            <li class="need-more">
              <button class="button quiet" type="button" aria-expanded={whole()} onClick={() => setWhole(!whole())}>
                {whole() ? 'Show less' : `Show all ${count(shown().length)}`}
              </button>
            </li>
          </Show>
        </ul>
      </Steady>
    </Show>
  )
}
