import type { Core } from '../core.ts'
import type { Answer, Call } from '../types.ts'
import { json } from './errors.ts'

const APP = {
  whatsapp_business_api_data: { id: '100000000000001', name: 'Sandbox app', link: 'https://example.invalid/' },
}

/** `POST`, `GET` and `DELETE /{WABA id}/subscribed_apps`. */
export function answerSubscribedApps(core: Core, call: Call): Answer {
  const known = core.world.waba(call.id)
  if (call.method === 'GET') return json(200, { data: known?.subscribed === true ? [APP] : [] })
  core.world.saveWaba(call.id, { subscribed: call.method === 'POST' })
  if (call.method === 'POST' && call.tokenHash !== null) core.world.tieToken(call.tokenHash, call.id)
  return json(200, { success: true })
}
