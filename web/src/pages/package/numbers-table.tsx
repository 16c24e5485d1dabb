import { createEffect, createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import { nameOf, phoneOf, touchNumber } from '../../data/fleet.ts'
import { canSend, type FleetNumber, fullWindow } from '../../data/fleet-number.ts'
import { fleet } from '../../data/fleet-store.ts'
import { CooldownClock } from '../../parts/cooldown-clock.tsx'
import { Flash } from '../../parts/flash.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { UsageBar } from '../../parts/usage-bar.tsx'
import { count, tenth } from '../../words/count.ts'
import { reasonOf } from '../../words/reason.ts'
import { silentSince } from '../../words/silent.ts'
import { CAP_WORDS, WINDOW_WORDS } from '../../words/states.ts'
import type { Reports } from './package-data.ts'
import { absence, runnerOf, scoreOf } from './runner.ts'
import './numbers-table.css'

const WINDOWS = ['hour', 'threeHours', 'day'] as const
const HEADS = ['Number', 'State', 'Health', 'Risk', 'Hour', '3 hours', '24 hours', 'Next send'] as const
const FIGURES = ['Queue', 'In flight', 'Weight', 'Score'] as const

/** When it may send: its cooldown, the cap that it is at, or the end of what stops it where that is known. */
const NextSend = (props: { readonly one: FleetNumber }): JSX.Element => {
  const now = createNow(1_000)
  // Its cooldown is over or its pause has ended: the number is asked what it does now.
  createEffect(() => {
    const { cooldownUntil, state, id } = props.one
    if (state === 'cooling' && cooldownUntil !== null && cooldownUntil + 300 < now()) touchNumber(id)
  })
  const able = () => canSend(props.one.state)
  const ready = (): string => {
    if (!able()) return 'stopped'
    const full = fullWindow(props.one)
    return full === undefined ? 'Ready' : `${CAP_WORDS[full]} used up`
  }
  return (
    <CooldownClock
      until={able() ? props.one.cooldownUntil : props.one.eligibleAt}
      from={able() ? props.one.lastSendAt : null}
      ready={ready()}
    />
  )
}

const Row = (props: { readonly one: FleetNumber; readonly reports: Reports | undefined }): JSX.Element => {
  const report = () => props.reports?.get(props.one.id)
  const tick = createNow(5_000)
  const score = createMemo((): string => {
    const known = report()
    if (known === undefined) return '–'
    if (absence(props.one, known) !== undefined) return 'none'
    const now = tick()
    return tenth(scoreOf(runnerOf(props.one, known, { setWeight: undefined, queueCap: undefined }, now), now).total)
  })
  const reason = () => (props.one.reason === null ? undefined : reasonOf(props.one.reason).text)
  return (
    <tr>
      <th scope="row" class="numbers-name">
        <PageLink to="number" id={props.one.id} class="numbers-link">
          {nameOf(props.one.id)}
        </PageLink>
        <span class="muted small" title={`Id ${props.one.id}`}>
          {phoneOf(props.one)}
        </span>
      </th>
      <td class="numbers-state">
        <StateBadge state={props.one.state} />
        <Show when={props.one.silent}>
          <span class="muted small">{silentSince(props.one.at, tick())}</span>
        </Show>
        <Show when={reason()}>
          {(text) => (
            <span class="numbers-why muted small" title={text()}>
              {text()}
            </span>
          )}
        </Show>
      </td>
      <td data-label="Health">
        <b>
          <Flash value={count(props.one.health)} />
        </b>{' '}
        <span class="muted small">{props.one.band}</span>
      </td>
      <td data-label="Risk">
        <b>
          <Flash value={count(props.one.risk)} />
        </b>{' '}
        <span class="muted small">{props.one.riskLevel}</span>
      </td>
      <For each={WINDOWS}>
        {(window) => (
          <td class="numbers-use">
            <Show when={props.one.usage[window]} fallback={<span class="muted">not known</span>}>
              {(use) => (
                <UsageBar
                  label={window === 'day' ? '24 hours' : WINDOW_WORDS[window]}
                  used={use().used}
                  cap={use().cap}
                  idle={!canSend(props.one.state)}
                />
              )}
            </Show>
          </td>
        )}
      </For>
      <td class="numbers-next" data-label="Next send">
        <NextSend one={props.one} />
      </td>
      <td class="number" data-label="Queue">
        <Flash value={count(props.one.queue)} />
      </td>
      <td class="number" data-label="In flight">
        <Flash value={count(props.one.inFlight)} />
      </td>
      <td class="number" data-label="Weight">
        {report() === undefined ? '–' : tenth(report()?.weight.total ?? 0)}
      </td>
      <td class="number" classList={{ muted: score() === 'none' }} data-label="Score">
        {score()}
      </td>
    </tr>
  )
}

/** So many are seen at once; of more at first those that do not send, then the others. */
const FIRST = 15

/** The numbers of a package, each with what it does now and what distribution thinks of it. */
export const NumbersTable = (props: {
  readonly ids: readonly string[]
  readonly reports: Reports | undefined
}): JSX.Element => {
  const [whole, setWhole] = createSignal(false)
  const stopped = createMemo(() =>
    props.ids.filter((id) => {
      const state = fleet.numbers[id]?.state
      return state !== undefined && !canSend(state)
    }),
  )
  const shown = (): readonly string[] => {
    if (whole() || props.ids.length <= FIRST) return props.ids
    const first = new Set(stopped())
    return [...stopped(), ...props.ids.filter((id) => !first.has(id))].slice(0, FIRST)
  }
  return (
    <>
      <div class="tablewrap">
        <table class="numbers">
          <caption class="unseen">Numbers of this package</caption>
          <thead>
            <tr>
              <For each={HEADS}>{(name) => <th scope="col">{name}</th>}</For>
              <For each={FIGURES}>
                {(name) => (
                  <th scope="col" class="number">
                    {name}
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <For each={shown()}>
              {(id) => <Show when={fleet.numbers[id]}>{(one) => <Row one={one()} reports={props.reports} />}</Show>}
            </For>
          </tbody>
        </table>
      </div>
      <Show when={props.ids.length > FIRST}>
        <div class="numbers-more">
          <button class="button quiet" type="button" aria-expanded={whole()} onClick={() => setWhole(!whole())}>
            {whole() ? 'Show fewer' : `Show all ${count(props.ids.length)}`}
          </button>
        </div>
      </Show>
    </>
  )
}
