import type { Core } from '../core.ts'
import type { Answer, Call } from '../types.ts'
import { numberView } from './number.ts'
import { page } from './paging.ts'

/** `GET /{WABA id}/phone_numbers`: the numbers that are known to be of this account. */
export function answerPhoneNumbers(core: Core, call: Call): Answer {
  if (core.world.waba(call.id) === null) core.world.saveWaba(call.id, { subscribed: false })
  return page(call, core.world.numbersOf(call.id).map(numberView))
}
