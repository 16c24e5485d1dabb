import { createMemo, For, type JSX, Show } from 'solid-js'
import { nameOf } from '../../data/fleet.ts'
import { fleet } from '../../data/fleet-store.ts'
import type { MessageSummary } from '../../data/wire.ts'
import { pathTo } from '../../pages.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { Steady } from '../../parts/steady.tsx'
import { phone } from '../../words/phone.ts'
import { plain } from '../../words/plain.ts'
import { moment, toSecond } from '../../words/time.ts'
import { createMedia } from './media.ts'
import type { MessageList } from './messages-data.ts'
import { lineOf } from './row-words.ts'
import './message-table.css'

type Props = {
  readonly list: MessageList
  readonly open: string | undefined
  readonly now: number
  /** a message is open beside the table */
  readonly narrow: boolean
  readonly scheduled: boolean
  readonly onOpen: (message: MessageSummary) => void
}

/** On a phone day, year and hour stand one above the other. */
const When = (props: { readonly time: string; readonly now: number; readonly short: boolean }): JSX.Element => (
  <Show when={props.short} fallback={<span class="muted">{toSecond(props.time, props.now)}</span>}>
    <For each={moment(props.time, props.now).split(/ (?=\d\d)/)}>
      {(part) => <span class="message-at muted">{part}</span>}
    </For>
  </Show>
)

/** Messages in rows; a row opens its message. */
export const MessageTable = (props: Props): JSX.Element => {
  const { statusOf, profileOf } = props.list.statuses
  const phoneWide = createMedia('(max-width: 760px)')
  const number = (one: MessageSummary): string => {
    const id = profileOf(one)
    return id === null ? 'no number yet' : nameOf(id)
  }
  /** A click with a key asks the browser for another tab: that is a link's own affair. */
  const onLink = (event: MouseEvent, one: MessageSummary): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return
    event.preventDefault()
    props.onOpen(one)
  }
  /** The row is what the keyboard walks through; a link for each would be a stop for each. */
  const Who = (own: { readonly of: MessageSummary }): JSX.Element => (
    <a
      class="message-link"
      tabindex="-1"
      href={pathTo('message', { id: own.of.id }) ?? '/'}
      on:click={(event) => onLink(event, own.of)}
    >
      {own.of.direction === 'in' ? 'from ' : ''}
      {phone(plain(own.of.recipient))}
    </a>
  )
  const columns = createMemo((): readonly Column<MessageSummary>[] => [
    {
      id: 'at',
      name: props.scheduled ? 'Leaves' : phoneWide() ? 'Time' : 'Accepted',
      width: phoneWide() ? '60px' : props.narrow ? '104px' : '136px',
      cell: (one) => (
        <When time={(props.scheduled ? one.notBefore : null) ?? one.acceptedAt} now={props.now} short={phoneWide()} />
      ),
    },
    {
      id: 'message',
      name: 'Message',
      cell: (one) => (
        <div class="message-cell">
          <Who of={one} />
          <span class="cut muted small">
            {phoneWide() ? `${number(one)} · ` : ''}
            {lineOf(one, statusOf(one), props.now)}
          </span>
        </div>
      ),
    },
    ...(props.narrow
      ? []
      : ([
          {
            id: 'reference',
            name: 'Reference',
            width: '144px',
            wideOnly: true,
            cell: (one: MessageSummary) => (one.reference === null ? '' : plain(one.reference)),
          },
          {
            id: 'type',
            name: 'Kind',
            width: '112px',
            wideOnly: true,
            hidden: true,
            cell: (one: MessageSummary) => plain(one.type),
          },
          {
            id: 'changed',
            name: 'Last change',
            width: '136px',
            wideOnly: true,
            hidden: true,
            cell: (one: MessageSummary) => <span class="muted">{toSecond(one.updatedAt, props.now)}</span>,
          },
          {
            id: 'package',
            name: 'Package',
            width: '144px',
            wideOnly: true,
            cell: (one: MessageSummary) => fleet.packages[one.packageId]?.name ?? plain(one.packageId),
          },
        ] as const)),
    {
      id: 'status',
      name: 'Status',
      width: phoneWide() ? '108px' : props.narrow ? '136px' : '168px',
      cell: (one) => (
        <div class="message-cell">
          <StatusBadge status={statusOf(one)} inbound={one.direction === 'in'} />
          <Show when={!phoneWide()}>
            <span class="cut muted small">{number(one)}</span>
          </Show>
        </div>
      ),
    },
  ])
  return (
    <Steady of={props.list.pages} what="messages">
      <DataTable
        label="Messages"
        rows={props.list.rows()}
        idOf={(one) => one.id}
        columns={columns()}
        rowHeight={52}
        current={props.open}
        more={props.list.pages.more() && !props.list.barren()}
        loading={props.list.pages.loading()}
        error={props.list.pages.error()}
        onMore={() => void props.list.pages.loadMore()}
        onOpen={props.onOpen}
        choose={!props.narrow}
      />
      <Show when={props.list.barren()}>
        <p class="messages-further">
          <span class="muted small">Many older messages were looked through; none of them fits.</span>
          <button
            class="button small"
            type="button"
            disabled={props.list.pages.loading()}
            onClick={() => props.list.lookFurther()}
          >
            {props.list.pages.loading() ? 'Looking' : 'Look further back'}
          </button>
        </p>
      </Show>
    </Steady>
  )
}
