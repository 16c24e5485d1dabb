import type { Category, OrderMode, SendPolicy } from './message.ts'

const DAY = 86_400_000
const AUTHENTICATION = 10 * 60_000

/**
 * The end of a message that names none (architecture.md, Lifetimes): 24 h after acceptance or `sendAt`, 10 min for
 * authentication, the service window's end for free-form. A window that is closed by the time of sending gives no end of
 * its own: the gate refuses the message then unless the user has written again.
 */
export function defaultExpiry(input: {
  acceptedAt: number
  sendAt: number | null
  category: Category
  freeForm: boolean
  windowUntil: number | null
}): number {
  const due = input.sendAt ?? input.acceptedAt
  if (input.category === 'authentication') return due + AUTHENTICATION
  if (input.freeForm && input.windowUntil !== null && input.windowUntil > due)
    return Math.min(input.windowUntil, due + DAY)
  return due + DAY
}

/** at_most_once for marketing and authentication, reconcile for the rest; a category that is not known is marketing. */
export function defaultPolicy(category: Category): SendPolicy {
  return category === 'utility' || category === 'service' ? 'reconcile' : 'at_most_once'
}

/** Authentication does not wait its turn: a code is worth nothing late. */
export function defaultOrder(category: Category): OrderMode {
  return category === 'authentication' ? 'free' : 'kept'
}
