import { createEffect, createMemo, type JSX, Show } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import { canSend, type FleetNumber, fullWindow } from '../../data/fleet-number.ts'
import type { Health, Profile } from '../../data/wire.ts'
import { CooldownClock } from '../../parts/cooldown-clock.tsx'
import { HealthDial } from '../../parts/health-dial.tsx'
import { KeyValues, type Line } from '../../parts/kv.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { count, tenth } from '../../words/count.ts'
import { CAP_WORDS } from '../../words/states.ts'
import { startOfDay, toSecond } from '../../words/time.ts'
import { cooldownText } from './figures.ts'
import { storyOf } from './story.ts'
import './story-panel.css'

type Props = {
  readonly of: Profile
  readonly one: FleetNumber
  readonly report: Health | undefined
  /** its time has come: it is asked anew */
  readonly onDue: () => void
}

/** How a stop ends that no clock runs for. */
const endOf = ({ state, eligibleAt }: FleetNumber): string => {
  if (eligibleAt !== null) return 'about now'
  return state === 'disconnected' ? 'with a good answer of Meta' : 'not by itself'
}

/** What a reader wants to know first: how it is, what it does and why, when it goes on. */
export const StoryPanel = (props: Props): JSX.Element => {
  const now = createNow(1_000)
  const day = createMemo(() => startOfDay(now()))
  const story = () => storyOf(props.one, props.report, day())
  const able = () => canSend(props.one.state)
  let asked = 0
  createEffect(() => {
    const due = able() ? props.one.cooldownUntil : props.one.eligibleAt
    if (due === null || due === asked || due + 300 > now()) return
    asked = due
    props.onDue()
  })
  const ready = (): string => {
    const full = fullWindow(props.one)
    return full === undefined ? 'Ready' : `${CAP_WORDS[full]} used up`
  }
  const next = (): Line =>
    able()
      ? {
          name: 'Next send',
          value: <CooldownClock until={props.one.cooldownUntil} from={props.one.lastSendAt} ready={ready()} />,
        }
      : {
          name: 'Ends',
          value: <CooldownClock until={props.one.eligibleAt} ready={endOf(props.one)} />,
        }
  const lines = (): readonly Line[] => [
    next(),
    { name: 'Risk', value: `${props.one.risk}, ${props.one.riskLevel}` },
    {
      name: 'Waiting / on their way',
      value: `${count(Math.max(0, props.one.queue - props.one.inFlight))} / ${count(props.one.inFlight)}`,
    },
    ...(props.report === undefined
      ? []
      : [
          {
            name: able() ? 'Cooldown now' : 'Cooldown then',
            value: `${tenth(props.report.cooldown.seconds)} s`,
            note: cooldownText(props.report.cooldown, props.of.cooldown),
          },
        ]),
  ]
  return (
    <section class="panel story" aria-label="How it is now">
      <div class="story-dial">
        <HealthDial health={props.one.health} band={props.one.band} large />
      </div>
      <div class="story-text">
        <StateBadge state={props.one.state} />
        <h2>{story().title}</h2>
        <Show when={story().why}>
          <p>{story().why}</p>
        </Show>
        <p class="muted">{story().queue}</p>
        <Show when={props.of.status === null}>
          <p class="muted">The number does not answer now; this was true at {toSecond(props.one.at, now())}.</p>
        </Show>
      </div>
      <KeyValues of={lines()} />
    </section>
  )
}
