import { createEffect, type JSX, Show } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import { nameOf, phoneOf, touchNumber } from '../../data/fleet.ts'
import { canSend, type FleetNumber, fullWindow } from '../../data/fleet-number.ts'
import { fleet } from '../../data/fleet-store.ts'
import { CooldownClock } from '../../parts/cooldown-clock.tsx'
import { HealthDial } from '../../parts/health-dial.tsx'
import { NumberAction, numberActionOf } from '../../parts/number-action.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { UsageBar } from '../../parts/usage-bar.tsx'
import { count } from '../../words/count.ts'
import { reasonOf } from '../../words/reason.ts'
import { silentSince } from '../../words/silent.ts'
import { CAP_WORDS, WINDOW_WORDS } from '../../words/states.ts'
import './number-card.css'

const WINDOWS = ['hour', 'threeHours', 'day'] as const

/** What a window has used, in few words: `Reach 41/2,000`. */
const useWords = (one: FleetNumber, window: 'second' | 'reach'): string => {
  const use = one.usage[window]
  if (use === undefined) return ''
  return `${WINDOW_WORDS[window]} ${count(use.used)}${use.cap === null ? ', no cap' : `/${count(use.cap)}`}`
}

const Usage = (props: { readonly one: FleetNumber }): JSX.Element => (
  <Show
    when={props.one.usage.hour !== undefined}
    fallback={<p class="card-unsaid">The number does not answer now; its usage is not known.</p>}
  >
    <div class="card-usage">
      {WINDOWS.map((window) => (
        <UsageBar
          label={WINDOW_WORDS[window]}
          used={props.one.usage[window]?.used ?? 0}
          cap={props.one.usage[window]?.cap ?? null}
          idle={!canSend(props.one.state)}
        />
      ))}
      <p>
        {useWords(props.one, 'reach')} · {useWords(props.one, 'second')}
      </p>
    </div>
  </Show>
)

/** What stands at the end of a card: what a person can do, else the cooldown, else that it could send now. */
const End = (props: { readonly one: FleetNumber }): JSX.Element => {
  const now = createNow(1_000)
  // Its cooldown is over or its pause has ended: the number is asked what it does now.
  createEffect(() => {
    const { cooldownUntil, state, id } = props.one
    if (state === 'cooling' && cooldownUntil !== null && cooldownUntil + 300 < now()) touchNumber(id)
  })
  const ready = (): string => {
    if (!canSend(props.one.state)) return ''
    const full = fullWindow(props.one)
    return full === undefined ? 'Ready' : `${CAP_WORDS[full]} used up`
  }
  return (
    <Show
      when={numberActionOf(props.one)}
      fallback={
        <CooldownClock
          until={canSend(props.one.state) ? props.one.cooldownUntil : props.one.eligibleAt}
          from={canSend(props.one.state) ? props.one.lastSendAt : null}
          ready={ready()}
        />
      }
    >
      {(kind) => <NumberAction number={props.one} kind={kind()} small />}
    </Show>
  )
}

/** How old it is where its package does not answer, else why it stands, else whose it is. */
const about = ({ silent, at, reason, packageId }: FleetNumber, now: () => number): string => {
  if (silent) return silentSince(at, now())
  return reason === null ? (fleet.packages[packageId]?.name ?? '') : reasonOf(reason).text
}

const About = (props: { readonly one: FleetNumber }): JSX.Element => {
  const now = createNow(60_000)
  return <>{about(props.one, now)}</>
}

/** One number: state and why, health, risk, usage, queue, what is under way, when it may send. */
export const NumberCard = (props: { readonly id: string; readonly near: boolean }): JSX.Element => (
  <Show when={fleet.numbers[props.id]}>
    {(one) => (
      <article class="card" aria-label={nameOf(props.id)}>
        <header>
          <div class="card-name">
            <h2 class="cut">
              <PageLink to="number" id={props.id} class="card-link">
                {nameOf(props.id)}
              </PageLink>
            </h2>
            <p class="cut" title={`Id ${props.id}`}>
              {phoneOf(one())}
            </p>
          </div>
          <HealthDial health={one().health} band={one().band} />
        </header>
        <div class="card-state">
          <StateBadge state={one().state} />
          <span>
            risk {one().risk}, {one().riskLevel}
          </span>
          <p title={one().reason ?? undefined}>
            <About one={one()} />
          </p>
        </div>
        <Usage one={one()} />
        <footer>
          <span>
            Queue <b>{count(one().queue)}</b>
          </span>
          <span>
            In flight <b>{count(one().inFlight)}</b>
          </span>
          <span class="card-end">
            {/* a clock that nobody sees does not tick */}
            <Show when={props.near}>
              <End one={one()} />
            </Show>
          </span>
        </footer>
      </article>
    )}
  </Show>
)
