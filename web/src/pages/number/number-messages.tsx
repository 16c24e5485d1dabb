import { For, type JSX, Show } from 'solid-js'
import { api } from '../../data/api.ts'
import { createNow } from '../../data/clock.ts'
import { follow, listQuery } from '../../data/follow.ts'
import { lookBack } from '../../data/look-back.ts'
import { createPages, type Pages } from '../../data/pages.ts'
import { createStatuses } from '../../data/statuses.ts'
import type { MessageSummary, Page } from '../../data/wire.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { More } from '../../parts/more.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { Steady } from '../../parts/steady.tsx'
import { kindOf } from '../../words/message.ts'
import { phone } from '../../words/phone.ts'
import { plain } from '../../words/plain.ts'
import { moment } from '../../words/time.ts'
import { concerns } from './number-data.ts'
import './history.css'

/** The page of messages has them all: here the newest are enough at first. */
const FIRST = 10
const PAGE = 25
/** Pages without one of its messages, one after the other, until the reader is asked whether to look further back. */
const BARREN_MOST = 3

const BARREN = 'Many messages of its package were looked through; none of them is of this number. Older ones may be.'

const errorText = ({ error }: MessageSummary): string =>
  error === null ? '' : `${error.code === null ? '' : `${error.code}, `}${plain(error.title)}`

/** The number's messages, the newest first. */
export const NumberMessages = (props: { readonly id: string; readonly packageId: string }): JSX.Element => {
  const now = createNow(60_000)
  const id = () => props.id
  const messages: Pages<MessageSummary> = follow(
    createPages(
      id,
      (profileId, from, signal) =>
        lookBack(
          (cursor) =>
            api.get<Page<MessageSummary>>(
              '/messages',
              { packageId: props.packageId, profileId, limit: from === undefined ? FIRST : PAGE, cursor },
              signal,
            ),
          from,
          1,
          // what is asked for again and again is the head alone
          from === undefined && messages.ready() ? 1 : BARREN_MOST,
        ),
      (message) => message.id,
    ),
    concerns(id),
  )
  const { statusOf } = createStatuses(messages.items)
  return (
    <AsyncView
      of={listQuery(messages)}
      what="messages"
      lines={8}
      empty={{
        when: (items) => items.length === 0 && !messages.more(),
        view: (
          <Empty title="No messages yet">What this number sends and receives appears here, the newest first.</Empty>
        ),
      }}
    >
      {(items) => (
        <Steady of={messages} what="messages">
          <Show when={items().length > 0} fallback={<p class="history-barren muted">{BARREN}</p>}>
            <div class="tablewrap">
              <table class="history-messages">
                <caption class="unseen">Messages of this number</caption>
                <thead>
                  <tr>
                    <th scope="col">Accepted</th>
                    <th scope="col">Message</th>
                    <th scope="col">From or to</th>
                    <th scope="col">Status</th>
                    <th scope="col" class="history-wide">
                      Error
                    </th>
                    <th scope="col" class="history-wide">
                      Reference
                    </th>
                  </tr>
                </thead>
                <tbody>
                  <For each={items()}>
                    {(one) => (
                      <tr>
                        <td class="muted">{moment(one.acceptedAt, now())}</td>
                        <td>
                          <PageLink to="message" id={one.id} class="history-link">
                            {kindOf(one)}
                          </PageLink>
                        </td>
                        <td>
                          {one.direction === 'in' ? 'from' : 'to'} {phone(plain(one.recipient))}
                        </td>
                        <td>
                          <StatusBadge status={statusOf(one)} inbound={one.direction === 'in'} />
                        </td>
                        <td class="muted history-wide">{errorText(one)}</td>
                        <td class="muted history-wide">{one.reference === null ? '' : plain(one.reference)}</td>
                      </tr>
                    )}
                  </For>
                </tbody>
              </table>
            </div>
          </Show>
          <More of={messages} what="messages" verb={items().length === 0 ? 'Look further back' : undefined} />
        </Steady>
      )}
    </AsyncView>
  )
}
