import type { MessageStatus } from '../../../durable/domain/status.ts'
import type { NumberState } from '../data/wire.ts'

/** Words for what the API names by a code. */

export const STATE_WORDS: Readonly<Record<NumberState, string>> = {
  active: 'Active',
  cooling: 'Cooling',
  paused: 'Paused',
  suspected: 'Suspected',
  quarantined: 'Quarantined',
  disconnected: 'Disconnected',
}

/** In the order in which an operator counts them: what sends first. */
export const STATES: readonly NumberState[] = [
  'active',
  'cooling',
  'paused',
  'suspected',
  'quarantined',
  'disconnected',
]

export const STATUS_WORDS: Readonly<Record<MessageStatus, string>> = {
  accepted: 'Accepted',
  queued: 'Queued',
  sending: 'Sending',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  failed: 'Failed',
  unknown: 'Unknown',
  unresolved: 'Unresolved',
  cancelled: 'Cancelled',
  expired: 'Expired',
  held: 'Held',
}

export const WINDOW_WORDS = {
  second: 'Second',
  hour: 'Hour',
  threeHours: '3 hours',
  day: 'Day',
  reach: 'Reach',
} as const

/** A window's cap, as in `Hourly cap used up`. */
export const CAP_WORDS = { hour: 'Hourly cap', threeHours: '3-hour cap', day: 'Daily cap' } as const

export const ROLE_WORDS = { viewer: 'Viewer', operator: 'Operator', sender: 'Sender', admin: 'Admin' } as const

export const SEVERITY_WORDS = { info: 'Info', warning: 'Warning', critical: 'Critical' } as const
