import { useNavigate } from '@solidjs/router'
import type { JSX } from 'solid-js'
import { api } from '../../data/api.ts'
import { createNow } from '../../data/clock.ts'
import { follow, listQuery } from '../../data/follow.ts'
import { createPages } from '../../data/pages.ts'
import type { MessageSummary, Page } from '../../data/wire.ts'
import { pathTo } from '../../pages.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { kindOf } from '../../words/message.ts'
import { phone } from '../../words/phone.ts'
import { plain } from '../../words/plain.ts'
import { moment } from '../../words/time.ts'
import { concerns } from './number-data.ts'

const PAGE = 25

const errorText = ({ error }: MessageSummary): string =>
  error === null ? '' : `${error.code === null ? '' : `${error.code}, `}${plain(error.title)}`

/** The number's messages, the newest first. */
export const NumberMessages = (props: { readonly id: string }): JSX.Element => {
  const go = useNavigate()
  const now = createNow(60_000)
  const id = () => props.id
  const messages = follow(
    createPages(
      id,
      (profileId, cursor, signal) =>
        api.get<Page<MessageSummary>>('/messages', { profileId, limit: PAGE, cursor }, signal),
      (message) => message.id,
    ),
    concerns(id),
  )
  const columns: readonly Column<MessageSummary>[] = [
    { id: 'at', name: 'Accepted', width: '108px', cell: (one) => moment(one.acceptedAt, now()) },
    {
      id: 'what',
      name: 'Message',
      cell: (one) => (
        <PageLink to="message" id={one.id} class="history-link">
          {kindOf(one)}
        </PageLink>
      ),
    },
    {
      id: 'who',
      name: 'From or to',
      cell: (one) => `${one.direction === 'in' ? 'from' : 'to'} ${phone(plain(one.recipient))}`,
    },
    { id: 'status', name: 'Status', width: '120px', cell: (one) => <StatusBadge status={one.status} /> },
    { id: 'error', name: 'Error', wideOnly: true, cell: (one) => <span class="muted">{errorText(one)}</span> },
    {
      id: 'reference',
      name: 'Reference',
      wideOnly: true,
      width: '140px',
      cell: (one) => <span class="muted">{one.reference === null ? '' : plain(one.reference)}</span>,
    },
  ]
  const open = (one: MessageSummary): void => {
    const href = pathTo('message', { id: one.id })
    if (href !== undefined) go(href)
  }
  return (
    <AsyncView
      of={listQuery(messages)}
      what="messages"
      lines={8}
      empty={{
        when: (items) => items.length === 0,
        view: (
          <Empty title="No messages yet">What this number sends and receives appears here, the newest first.</Empty>
        ),
      }}
    >
      {(items) => (
        <DataTable
          label="Messages of this number"
          rows={items()}
          idOf={(one) => one.id}
          columns={columns}
          rowHeight={36}
          {...(pathTo('message') === undefined ? {} : { onOpen: open })}
          more={messages.more()}
          loading={messages.loading()}
          error={messages.error()}
          onMore={() => void messages.loadMore()}
        />
      )}
    </AsyncView>
  )
}
