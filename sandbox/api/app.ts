import { Hono } from 'hono'
import { DOWNLOAD_PATH } from '../graph/media.ts'
import { control } from './control.ts'
import { deregister } from './deregister.ts'
import type { Bound } from './graph.ts'
import { download, remove, upload } from './media.ts'
import { messageHistory } from './message-history.ts'
import { messageTemplates } from './message-templates.ts'
import { messages } from './messages.ts'
import { number } from './number.ts'
import { phoneNumbers } from './phone-numbers.ts'
import { register } from './register.ts'
import { subscribedApps } from './subscribed-apps.ts'
import { unknownPath } from './unknown-path.ts'

const V = '/:version{v[0-9]+\\.[0-9]+}/:id'

/** Graph's paths, and control, which the object itself answers. */
export const app = new Hono<Bound>()
  .all('/sandbox/*', control)
  .post(`${V}/messages`, messages)
  .get(`${V}/phone_numbers`, phoneNumbers)
  .get(`${V}/message_templates`, messageTemplates)
  .get(`${V}/message_history`, messageHistory)
  .on(['GET', 'POST', 'DELETE'], `${V}/subscribed_apps`, subscribedApps)
  .post(`${V}/register`, register)
  .post(`${V}/deregister`, deregister)
  .post(`${V}/media`, upload)
  .get(DOWNLOAD_PATH, download)
  .get(V, number)
  .delete(V, remove)
  .notFound(unknownPath)
