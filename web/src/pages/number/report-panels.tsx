import { For, type JSX, Show } from 'solid-js'
import { levelOf } from '../../../../durable/domain/risk.ts'
import type { FleetNumber } from '../../data/fleet-number.ts'
import { canSend } from '../../data/fleet-number.ts'
import type { Health, Profile } from '../../data/wire.ts'
import { KeyValues, type Line } from '../../parts/kv.tsx'
import { Shape } from '../../parts/shape.tsx'
import { UsageBar } from '../../parts/usage-bar.tsx'
import { drawText, hoursText } from '../../policy/words.ts'
import { tenth } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { sentence } from '../../words/sentence.ts'
import { leftOf } from '../../words/usage.ts'
import { factorText, MODE_TEXT, type Part, signsFound, signsOf } from './figures.ts'
import { metaLines } from './meta-lines.ts'
import { capNote, setCap } from './story.ts'
import './report-panels.css'

type Tone = 'plain' | 'high' | 'critical'

/** As the bands of risk: from 61 high, from 81 critical. */
const toneOf = (score: number): Tone => (score >= 81 ? 'critical' : score >= 61 ? 'high' : 'plain')

const Track = (props: { readonly share: number; readonly tone?: Tone }): JSX.Element => (
  <span class="part-track" data-tone={props.tone} aria-hidden="true">
    <i style={{ '--share': Math.max(0, Math.min(1, props.share)) }} />
  </span>
)

/** Risk: its weighted parts where there are any, and the floors that Meta's own words set. */
export const RiskPanel = (props: { readonly risk: Health['risk'] }): JSX.Element => (
  <section class="panel" aria-labelledby="risk">
    <header>
      <h2 id="risk">
        Risk {props.risk.score}, {props.risk.level}
      </h2>
      <span class="end muted small parts-bands">safe 0–20, low 40, medium 60, high 80, critical 100</span>
    </header>
    <ul class="rows parts">
      <For each={props.risk.parts}>
        {(part) => (
          <li>
            <div>
              <h3>{plain(part.name)}</h3>
              <p>{part.evidence.map(({ detail }) => sentence(detail)).join(' ')}</p>
            </div>
            <Track share={part.score / 100} tone={toneOf(part.score)} />
            <b>{tenth(part.score * part.weight)}</b>
          </li>
        )}
      </For>
      <For each={props.risk.floors}>
        {(floor) => (
          <li>
            <div>
              <h3>{floor.evidence.map(({ detail }) => sentence(detail)).join(' ') || plain(floor.name)}</h3>
              <p>Risk is at least this while it holds.</p>
            </div>
            <Track share={floor.score / 100} tone={toneOf(floor.score)} />
            <b>{floor.score}</b>
          </li>
        )}
      </For>
      <li class="parts-sum">
        <Show
          when={props.risk.floors.length + props.risk.parts.length > 0}
          fallback={<span class="parts-none">Nothing that Meta says raises its risk.</span>}
        >
          <span>The highest counts</span>
          <span />
          <b>{props.risk.score}</b>
        </Show>
      </li>
    </ul>
    <p class="parts-foot muted small">
      <Show
        when={levelOf(props.risk.score) === props.risk.level}
        fallback={`The level is still ${props.risk.level}: it steps down by one after 30 minutes below its bound.`}
      >
        Health is 100 less half the risk, less what fails, less what Meta says of its quality.
      </Show>
    </p>
  </section>
)

const SIGN_SHAPES = { hit: 'critical', watch: 'warning', clear: 'good', unknown: 'unknown' } as const
const SIGN_WORDS = { hit: 'found', watch: 'watch', clear: 'clear', unknown: 'not known' } as const

/** What Meta itself says that speaks of a block. */
export const SignsPanel = (props: { readonly report: Health }): JSX.Element => {
  const signs = () => signsOf(props.report)
  return (
    <section class="panel" aria-labelledby="signs">
      <header>
        <h2 id="signs">Signs of a block</h2>
        <span class="end muted">{signsFound(signs())}</span>
      </header>
      <ul class="rows signs">
        <For each={signs()}>
          {(sign) => (
            <li classList={{ hit: sign.found === 'hit' }}>
              <Shape of={SIGN_SHAPES[sign.found]} />
              <span>
                {sign.name}
                <span class="unseen">, {SIGN_WORDS[sign.found]}</span>
              </span>
              <span class="signs-value">{sign.value}</span>
            </li>
          )}
        </For>
      </ul>
    </section>
  )
}

const LIMIT_NAMES = {
  second: 'Per second',
  hour: 'Hour',
  threeHours: '3 hours',
  day: '24 hours',
  reach: 'New recipients, 24 h',
} as const

/** Each limit in force: what is used, and where the cap comes from. */
export const LimitsInForce = (props: {
  readonly of: Profile
  readonly one: FleetNumber
  readonly report: Health
}): JSX.Element => {
  const note = (window: Health['limits'][number]['window'], cap: number | null): string => {
    const { limits, portfolioId } = props.of
    if (window === 'reach')
      return portfolioId === 'default'
        ? 'shared by numbers without a portfolio'
        : `shared by portfolio ${plain(portfolioId)}`
    if (window === 'second')
      return limits.perSecond === null ? '80 % of what Meta allows' : 'as set, never above Meta\u2019s'
    return capNote(setCap(limits, window), cap, props.one.riskLevel)
  }
  return (
    <section class="panel" aria-labelledby="limits">
      <header>
        <h2 id="limits">Limits in force</h2>
        <span class="end muted small limits-how">rolling windows, counted by the minute</span>
      </header>
      <ul class="limits-in-force">
        <For each={props.report.limits}>
          {(limit) => {
            const use = () => props.one.usage[limit.window] ?? limit
            return (
              <li>
                <UsageBar
                  label={LIMIT_NAMES[limit.window]}
                  used={use().used}
                  cap={use().cap}
                  idle={!canSend(props.one.state)}
                />
                <p class="muted small">
                  {[note(limit.window, use().cap), leftOf(use())].filter((text) => text !== undefined).join(' · ')}
                </p>
              </li>
            )
          }}
        </For>
      </ul>
    </section>
  )
}

/** What the number weighs in distribution, part by part. */
export const WeightPanel = (props: {
  readonly total: number
  readonly parts: readonly Part[]
  readonly children: JSX.Element
}): JSX.Element => (
  <section class="panel" aria-labelledby="weight">
    <header>
      <h2 id="weight">Weight {tenth(props.total)}</h2>
      <span class="end muted small">its share in smart and weighted</span>
    </header>
    <ul class="rows parts">
      <For each={props.parts}>
        {(part) => (
          <li>
            <div>
              <h3>{part.name}</h3>
              <p>{part.note}</p>
            </div>
            <Track share={part.value / part.most} />
            <b>{tenth(part.value)}</b>
          </li>
        )}
      </For>
      <li class="parts-sum">
        <span>Sum, 0 to 100</span>
        <span />
        <b>{tenth(props.total)}</b>
      </li>
    </ul>
    <p class="parts-foot muted small">{props.children}</p>
  </section>
)

/** The pause after each send: what it is drawn from, and what makes it longer or shorter now. */
export const CooldownPanel = (props: { readonly of: Profile; readonly report: Health }): JSX.Element => {
  const lines = (): readonly Line[] => {
    const { cooldown, blackout, timezone } = props.of
    const now = props.report.cooldown
    return [
      { name: 'Drawn from', value: drawText(cooldown) },
      ...now.factors.map((one) => {
        const [times = '', ...of] = factorText(one).split(' for ')
        return { name: `For ${of.join(' for ')}`, value: times }
      }),
      { name: 'On average now', value: `${tenth(now.seconds)} s`, sum: true },
      { name: 'Rush hours, × 0.7', value: hoursText(cooldown.rush) },
      { name: 'Quiet hours, × 2.5', value: hoursText(cooldown.quiet === null ? [] : [cooldown.quiet]) },
      { name: 'No sends at all', value: hoursText(blackout.windows) },
      { name: 'Time zone', value: plain(timezone) },
    ]
  }
  return (
    <section class="panel" aria-labelledby="cooldown">
      <header>
        <h2 id="cooldown">Cooldown</h2>
        <span class="end muted">{MODE_TEXT[props.report.cooldown.mode]}</span>
      </header>
      <KeyValues of={lines()} />
    </section>
  )
}

/** Meta's own words of the number, and when they were heard. */
export const MetaPanel = (props: { readonly report: Health; readonly now: number }): JSX.Element => (
  <section class="panel" aria-labelledby="meta">
    <header>
      <h2 id="meta">What Meta says</h2>
    </header>
    <KeyValues of={metaLines(props.report, props.now)} />
  </section>
)
