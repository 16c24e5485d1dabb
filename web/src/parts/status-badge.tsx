import type { JSX } from 'solid-js'
import { Match, Switch } from 'solid-js'
import type { MessageStatus } from '../../../durable/domain/status.ts'
import { STATUS_WORDS } from '../words/states.ts'
import { Icon, type IconName } from './icon.tsx'
import { Shape, type ShapeName } from './shape.tsx'
import './state-badge.css'
import './status-badge.css'

const ICONS: Partial<Record<MessageStatus, IconName>> = {
  sending: 'next',
  sent: 'check',
  delivered: 'doubleCheck',
  read: 'doubleCheck',
  failed: 'failed',
  cancelled: 'close',
  expired: 'close',
}

const SHAPES: Partial<Record<MessageStatus, ShapeName>> = {
  accepted: 'waiting',
  queued: 'waiting',
  held: 'paused',
  unknown: 'warning',
  unresolved: 'warning',
}

/** A message's status: sign and word. `inbound`: a user sent it, so that it is here and no more is to be said of it. */
export const StatusBadge = (props: { readonly status: MessageStatus; readonly inbound?: boolean }): JSX.Element => (
  <span class="state status" data-status={props.inbound === true ? 'received' : props.status}>
    <Switch>
      <Match when={props.inbound === true}>
        <Icon of="messages" />
      </Match>
      <Match when={ICONS[props.status]}>{(name) => <Icon of={name()} />}</Match>
      <Match when={SHAPES[props.status]}>{(name) => <Shape of={name()} />}</Match>
    </Switch>
    {props.inbound === true ? 'Received' : STATUS_WORDS[props.status]}
  </span>
)
