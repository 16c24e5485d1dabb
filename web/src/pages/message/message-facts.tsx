import { For, type JSX, Show } from 'solid-js'
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

type Fact = { readonly name: string; readonly value: JSX.Element }

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

const NumberName = (props: { readonly id: string | null }): JSX.Element => (
  <Show when={props.id} fallback="not chosen yet">
    {(id) => (
      <PageLink to="number" id={id()}>
        {knownName(id()) ?? plain(id())}
      </PageLink>
    )}
  </Show>
)

const factsOf = (message: Message, now: number): readonly Fact[] => {
  const inbound = message.direction === 'in'
  const later = notBeforeText(message, now)
  const charge = chargeOf(message)
  const answered = repliesTo(message.content)
  const waits = message.status === 'accepted' || message.status === 'queued' || message.status === 'held'
  return [
    { name: inbound ? 'Received by' : waits ? 'Number' : 'Sent from', value: <NumberName id={message.profileId} /> },
    {
      name: 'Package',
      value: (
        <PageLink to="package" id={message.packageId}>
          {fleet.packages[message.packageId]?.name ?? plain(message.packageId)}
        </PageLink>
      ),
    },
    { name: 'Kind', value: kind(message) },
    { name: inbound ? 'Received' : 'Accepted', value: moment(message.acceptedAt, now) },
    ...(inbound ? [] : [{ name: 'Reference', value: message.reference === null ? 'none' : plain(message.reference) }]),
    ...(inbound ? [] : [{ name: 'Id', value: <CopyId id={message.id} /> }]),
    {
      name: "Meta's id",
      value: message.wamid === null ? message.status === 'failed' ? 'none' : 'none yet' : <CopyId id={message.wamid} />,
    },
    ...(inbound ? [] : [{ name: 'Attempts', value: count(message.attempts) }]),
    ...(later === undefined ? [] : [{ name: 'Not before', value: later }]),
    ...(waits && message.expiresAt !== null ? [{ name: 'Expires', value: moment(message.expiresAt, now) }] : []),
    ...(answered === undefined ? [] : [{ name: 'In reply to', value: <CopyId id={plain(answered)} /> }]),
    ...(charge === undefined ? [] : [{ name: 'Charged by Meta', value: charge }]),
  ]
}

/** What is known of a message besides its story. */
export const MessageFacts = (props: { readonly of: Message; readonly now: number }): JSX.Element => (
  <dl class="message-facts">
    <For each={factsOf(props.of, props.now)}>
      {(fact) => (
        <div>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      )}
    </For>
  </dl>
)
