import { type GraphContext, manage } from './graph.ts'

/** `GET`, `POST`, `DELETE /{version}/{WABA id}/subscribed_apps`. */
export function subscribedApps(c: GraphContext): Promise<Response> {
  return manage(c, 'subscribed_apps')
}
