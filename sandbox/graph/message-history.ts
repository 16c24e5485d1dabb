import type { Core } from '../core.ts'
import type { Answer, Call } from '../types.ts'
import { json } from './errors.ts'
import { page } from './paging.ts'
import { requestOf } from './wamid.ts'

/**
 * `GET /{phone number id}/message_history?message_id=wamid…` (facebook/openapi v23.0): what happened to a message so
 * far. An unknown wamid gives an empty list; it never proves that nothing was sent.
 */
export function answerMessageHistory(core: Core, call: Call): Answer {
  const wamid = call.query['message_id']
  const n = wamid === undefined ? null : requestOf(wamid)
  const row = n === null ? null : core.requests.one(n)
  if (row === null || row.wamid === null || row.wamid !== wamid || row.subject !== call.id)
    return json(200, { data: [] })
  const webhook = row.confirmed_at === null ? 'PENDING' : 'DELIVERED'
  const seen = new Set<string>()
  const data = []
  for (const one of core.requests.planOf(row.n)) {
    if (one.at > core.now() || seen.has(one.status)) continue
    seen.add(one.status)
    data.push({
      id: `${row.n}${data.length}`,
      delivery_status: one.status.toUpperCase(),
      webhook_update_state: one.lost === true ? 'FAILED' : webhook,
      timestamp: Math.floor(one.at / 1000),
    })
  }
  return page(call, [{ id: String(row.n), message_id: row.wamid, events: { data } }])
}
