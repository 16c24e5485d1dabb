import { useParams } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import { useFleet } from '../../data/fleet.ts'
import { may } from '../../data/session.ts'
import { pathTo } from '../../pages.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { Page } from '../../parts/page.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { describeMessage } from '../../words/message.ts'
import { createMessage } from './message-data.ts'
import { MessageDetail } from './message-detail.tsx'
import './message.css'

/** One message, at an address of its own. */
const MessagePage = (): JSX.Element => {
  const params = useParams<{ id: string }>()
  // names of numbers and packages; a session that may only send cannot ask for them
  if (may('read')) useFleet()
  const message = createMessage(() => params.id)
  const above = () => {
    const href = pathTo('messages')
    return href === undefined ? [] : [{ name: 'Messages', href }]
  }
  const title = (): string => {
    const one = message.data()
    return one === undefined ? 'Message' : describeMessage(one)
  }
  return (
    <Page
      name={title()}
      above={above()}
      sub={
        <Show when={message.data()}>
          {(one) => <StatusBadge status={one().status} inbound={one().direction === 'in'} />}
        </Show>
      }
    >
      <section class="panel message-page" aria-label="Message">
        <AsyncView of={message} what="message" lines={20}>
          {(one) => <MessageDetail of={one()} query={message} untitled />}
        </AsyncView>
      </section>
    </Page>
  )
}

export default MessagePage
