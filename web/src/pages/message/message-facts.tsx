import { Index, type JSX, Match, Switch } from 'solid-js'
import { fleet } from '../../data/fleet-store.ts'
import type { Message } from '../../data/wire.ts'
import { CopyId } from '../../parts/copy-id.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { repliesTo } from '../../words/content.ts'
import { count } from '../../words/count.ts'
import { kindOf, languageOf } from '../../words/message.ts'
import { plain } from '../../words/plain.ts'
import { moment } from '../../words/time.ts'
import { knownName } from './message-data.ts'
import { chargeOf, notBeforeText } from './story.ts'

/** Words, an id to copy, or what has a page of its own: what a clock makes anew holds no element, so that none loses the focus. */
type Fact = {
  readonly name: string
  readonly kind: 'text' | 'id' | 'number' | 'package'
  readonly value: string
}

const CATEGORIES: Readonly<Record<string, string>> = { unknown: 'category not known' }

/** `Template order_shipped, utility, en_US` */
const kind = (message: Message): string => {
  const { category } = message
  const language = languageOf(message.content)
  return [
    kindOf(message),
    ...(category === null ? [] : [CATEGORIES[category] ?? category]),
    ...(language === undefined ? [] : [language]),
  ].join(', ')
}

const Value = (props: { readonly of: Fact }): JSX.Element => (
  <Switch fallback={props.of.value}>
    <Match when={props.of.kind === 'id'}>
      <CopyId id={props.of.value} />
    </Match>
    <Match when={props.of.kind === 'number'}>
      <PageLink to="number" id={props.of.value}>
        {knownName(props.of.value) ?? plain(props.of.value)}
      </PageLink>
    </Match>
    <Match when={props.of.kind === 'package'}>
      <PageLink to="package" id={props.of.value}>
        {fleet.packages[props.of.value]?.name ?? plain(props.of.value)}
      </PageLink>
    </Match>
  </Switch>
)

const text = (name: string, value: string): Fact => ({ name, kind: 'text', value })
const id = (name: string, value: string): Fact => ({ name, kind: 'id', value })

const factsOf = (message: Message, now: number): readonly Fact[] => {
  const inbound = message.direction === 'in'
  const later = notBeforeText(message, now)
  const charge = chargeOf(message)
  const answered = repliesTo(message.content)
  const waits = message.status === 'accepted' || message.status === 'queued' || message.status === 'held'
  const number = inbound ? 'Received by' : waits ? 'Number' : 'Sent from'
  return [
    message.profileId === null
      ? text(number, 'not chosen yet')
      : { name: number, kind: 'number', value: message.profileId },
    { name: 'Package', kind: 'package', value: message.packageId },
    text('Kind', kind(message)),
    text(inbound ? 'Received' : 'Accepted', moment(message.acceptedAt, now)),
    ...(inbound ? [] : [text('Reference', message.reference === null ? 'none' : plain(message.reference))]),
    ...(inbound ? [] : [id('Id', message.id)]),
    message.wamid === null
      ? text("Meta's id", message.status === 'failed' ? 'none' : 'none yet')
      : id("Meta's id", message.wamid),
    ...(inbound ? [] : [text('Attempts', count(message.attempts))]),
    ...(later === undefined ? [] : [text('Not before', later)]),
    ...(waits && message.expiresAt !== null ? [text('Expires', moment(message.expiresAt, now))] : []),
    ...(answered === undefined ? [] : [id('In reply to', plain(answered))]),
    ...(charge === undefined ? [] : [text('Charged by Meta', charge)]),
  ]
}

/** What is known of a message besides its story. */
export const MessageFacts = (props: { readonly of: Message; readonly now: number }): JSX.Element => (
  <dl class="message-facts">
    <Index each={factsOf(props.of, props.now)}>
      {(fact) => (
        <div>
          <dt>{fact().name}</dt>
          <dd>
            <Value of={fact()} />
          </dd>
        </div>
      )}
    </Index>
  </dl>
)
