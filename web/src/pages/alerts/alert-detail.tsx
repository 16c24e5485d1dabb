import { createMemo, indexArray, type JSX, Match, Show, Switch } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import { fleet } from '../../data/fleet-store.ts'
import { may } from '../../data/session.ts'
import type { Alert } from '../../data/wire.ts'
import { CopyId } from '../../parts/copy-id.tsx'
import { handFocusOn } from '../../parts/hand-focus-on.ts'
import { KeyValues, type Line } from '../../parts/kv.tsx'
import { NumberAction, numberActionOf } from '../../parts/number-action.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { SeverityBadge } from '../../parts/state-badge.tsx'
import { count } from '../../words/count.ts'
import { shortId } from '../../words/phone.ts'
import { plain } from '../../words/plain.ts'
import { sentence } from '../../words/sentence.ts'
import { ago, moment, span, toSecond } from '../../words/time.ts'
import { detailOf, type Fact, factsOf } from './evidence.ts'
import { Subject } from './subject.tsx'
import './alert-detail.css'

type Props = {
  readonly of: Alert
  readonly onRead: () => void
  readonly onDismiss: () => void
}

const Value = (props: { readonly of: Fact }): JSX.Element => (
  <Switch fallback={props.of.text}>
    <Match when={props.of.kind === 'id'}>
      <CopyId id={plain(props.of.text)} />
    </Match>
    <Match when={props.of.kind === 'message'}>
      <PageLink to="message" id={props.of.text} fallback={<CopyId id={plain(props.of.text)} />}>
        <span class="mono">{shortId(plain(props.of.text))}</span>
      </PageLink>
    </Match>
  </Switch>
)

/** `Still open, since 14:02 (26 min ago)`, or when it ended and how long it lasted. */
const standingOf = ({ firstAt, closedAt }: Alert, now: number): string =>
  closedAt === null
    ? `Still open, since ${moment(firstAt, now)} (${ago(firstAt, now)}).`
    : `Over since ${moment(closedAt, now)}, after ${span(Date.parse(closedAt) - Date.parse(firstAt))}.`

/** One alert: what happened, what to do, and what it rests on. */
export const AlertDetail = (props: Props): JSX.Element => {
  const now = createNow(15_000)
  const facts = createMemo(() => factsOf(props.of, now()))
  const number = () => (props.of.subject.kind === 'profile' ? fleet.numbers[props.of.subject.id] : undefined)
  // Each line is made once and follows its fact: an element made anew by the clock would lose the focus.
  const evidence = indexArray(
    facts,
    (fact): Line => ({
      get name() {
        return fact().name
      },
      value: <Value of={fact()} />,
    }),
  )
  const rule: Line = { name: 'Rule', value: <span class="mono">{plain(props.of.rule)}</span> }
  const own: Line = { name: 'Alert', value: <CopyId id={props.of.id} /> }
  const life = (): readonly Line[] => [
    { name: 'First seen', value: toSecond(props.of.firstAt, now()) },
    {
      name: 'Last seen',
      value: toSecond(props.of.lastAt, now()),
      ...(props.of.count > 1 ? { note: `${count(props.of.count)} times in all` } : {}),
    },
    { name: 'Over since', value: props.of.closedAt === null ? 'still open' : toSecond(props.of.closedAt, now()) },
    { name: 'Read', value: props.of.readAt === null ? 'not yet' : toSecond(props.of.readAt, now()) },
    rule,
    own,
  ]
  return (
    <article class="alert-detail" aria-labelledby="alert-title">
      <header>
        <div>
          <h2 id="alert-title" tabindex="-1">
            {plain(props.of.title)}
          </h2>
          <p class="muted">
            <Subject of={props.of} />
          </p>
        </div>
        <SeverityBadge severity={props.of.severity} />
      </header>
      <Show when={may('operate') || number() !== undefined}>
        <div class="alert-acts">
          <Show when={may('operate') && props.of.readAt === null}>
            <button
              class="button primary"
              type="button"
              ref={handFocusOn(() => document.getElementById('alert-title'))}
              onClick={() => props.onRead()}
            >
              Mark as read
            </button>
          </Show>
          <Show when={props.of.closedAt === null ? number() : undefined}>
            {(one) => (
              <Show when={numberActionOf(one())}>{(kind) => <NumberAction number={one()} kind={kind()} />}</Show>
            )}
          </Show>
          <Show when={number()}>
            {(one) => (
              <PageLink to="number" id={one().id} class="button" fallback="">
                Open the number
              </PageLink>
            )}
          </Show>
          <Show when={may('operate')}>
            <button class="button quiet" type="button" onClick={() => props.onDismiss()}>
              Dismiss
            </button>
          </Show>
        </div>
      </Show>
      <section>
        <h3>What happened</h3>
        <Show when={sentence(props.of.guidance) !== detailOf(props.of)}>
          <p>{detailOf(props.of)}</p>
        </Show>
        <p class="muted">{standingOf(props.of, now())}</p>
      </section>
      <section>
        <h3>{props.of.closedAt === null ? 'What to do' : 'What to do if it comes again'}</h3>
        <p>{sentence(props.of.guidance)}</p>
      </section>
      <Show when={facts().length > 0}>
        <section class="alert-lines">
          <h3>Evidence</h3>
          <KeyValues of={evidence()} />
          <details>
            <summary>As it was recorded</summary>
            <pre class="mono">{plain(JSON.stringify(props.of.evidence, undefined, 2))}</pre>
          </details>
        </section>
      </Show>
      <section class="alert-lines">
        <h3>This alert</h3>
        <KeyValues of={life()} />
      </section>
    </article>
  )
}
