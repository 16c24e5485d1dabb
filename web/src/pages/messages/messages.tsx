import { useNavigate, useSearchParams } from '@solidjs/router'
import { createMemo, type JSX, onCleanup, onMount, Show } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import { useFleet } from '../../data/fleet.ts'
import { listQuery } from '../../data/follow.ts'
import { may } from '../../data/session.ts'
import type { MessageSummary } from '../../data/wire.ts'
import { pathTo } from '../../pages.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Page } from '../../parts/page.tsx'
import { openSend } from '../../send/send-state.ts'
import { createMessage } from '../message/message-data.ts'
import { MessageDetail } from '../message/message-detail.tsx'
import { type Filter, filterOf, isNarrowed, NO_FILTER, searchOf, soughtOf } from './filter.ts'
import { FilterBar } from './filter-bar.tsx'
import { MessageTable } from './message-table.tsx'
import { createMessageList } from './messages-data.ts'
import './messages.css'

/** Below this a message has a page of its own and no place beside the list. */
const BESIDE = '(min-width: 1181px)'

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

/** The message that is open beside the list. */
const Beside = (props: { readonly id: string; readonly onClose: () => void }): JSX.Element => {
  const message = createMessage(() => props.id)
  return (
    <section class="panel messages-beside" aria-label="Open message">
      <AsyncView of={message} what="message" lines={20}>
        {(data) => (
          <MessageDetail
            of={data()}
            query={message}
            more={
              <button
                class="button icon"
                type="button"
                aria-label="Close the message"
                aria-keyshortcuts="Escape"
                onClick={props.onClose}
              >
                <Icon of="close" />
              </button>
            }
          />
        )}
      </AsyncView>
      <Show when={message.data() === undefined && !message.loading()}>
        <p class="messages-close">
          <button class="button small" type="button" onClick={props.onClose}>
            Close
          </button>
        </p>
      </Show>
    </section>
  )
}

/** Every message that the guard knows of, sent or received. */
const Messages = (): JSX.Element => {
  const go = useNavigate()
  const [search, setSearch] = useSearchParams()
  // names of numbers and packages; a session that may only send cannot ask for them
  if (may('read')) useFleet()
  const now = createNow(30_000)
  const filter = createMemo((): Filter => filterOf(search), undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  })
  const list = createMessageList(filter)
  const open = (): string | undefined => one(search['open'])

  const change = (part: Partial<Filter>): void =>
    setSearch({ ...searchOf({ ...filter(), ...part }), open: null }, { replace: true })
  const show = (id: string): void => {
    if (window.matchMedia(BESIDE).matches) setSearch({ open: id }, { replace: open() !== undefined })
    else go(pathTo('message', { id }) ?? '/')
  }
  const close = (): void => {
    setSearch({ open: null }, { replace: true })
    // the reader goes on in the list
    document.querySelector<HTMLElement>('.messages-list tr[tabindex="0"]')?.focus({ preventScroll: true })
  }
  const find = (): void => {
    const typed = document.querySelector<HTMLInputElement>('#messages-q')?.value ?? ''
    const sought = soughtOf(typed)
    if (sought.kind !== 'id') return
    change({ q: '' })
    go(pathTo('message', { id: sought.id }) ?? '/')
  }
  const onKey = (event: KeyboardEvent): void => {
    const typing = event.target instanceof Element && event.target.closest('input, textarea, select, dialog') !== null
    if (typing || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Escape' && open() !== undefined) close()
    else if (event.key === '/') document.querySelector<HTMLElement>('#messages-q')?.focus()
    else return
    event.preventDefault()
  }
  onMount(() => document.addEventListener('keydown', onKey))
  onCleanup(() => document.removeEventListener('keydown', onKey))

  const Send = (): JSX.Element => (
    <Show when={may('send')}>
      <button
        class="button primary"
        type="button"
        onClick={() => openSend({ packageId: filter().packageId, profileId: filter().profileId })}
      >
        Send message
      </button>
    </Show>
  )
  const Nothing = (): JSX.Element => (
    <Show
      when={isNarrowed(filter())}
      fallback={
        <Empty title="No messages yet">
          What is sent and received by the numbers appears here, the newest first.
          {may('send') ? ' Send the first, or let software do it by the API.' : ' Software sends them by the API.'}
        </Empty>
      }
    >
      <Empty title={filter().scheduled ? 'Nothing waits for its time' : 'No message fits'}>
        {filter().scheduled
          ? 'A message that is sent with a time appears here until it leaves. '
          : 'Of the messages that are kept, none is like that. '}
        <button class="button small" type="button" onClick={() => change(NO_FILTER)}>
          Show all messages
        </button>
      </Empty>
    </Show>
  )

  return (
    <Page name="Messages" actions={<Send />}>
      <div class="messages" classList={{ beside: open() !== undefined }}>
        <section class="panel messages-list" aria-label="List">
          <FilterBar filter={filter()} onChange={change} onFind={find} />
          <AsyncView
            of={listQuery(list.pages)}
            what="messages"
            lines={16}
            empty={{ when: () => list.rows().length === 0 && !list.pages.more(), view: <Nothing /> }}
          >
            {() => (
              <MessageTable
                list={list}
                open={open()}
                now={now()}
                narrow={open() !== undefined}
                scheduled={filter().scheduled}
                onOpen={(message: MessageSummary) => show(message.id)}
              />
            )}
          </AsyncView>
        </section>
        <Show when={open()} keyed>
          {(id) => <Beside id={id} onClose={close} />}
        </Show>
      </div>
    </Page>
  )
}

export default Messages
