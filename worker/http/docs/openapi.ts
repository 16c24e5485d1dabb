import type { Hono, Env as HonoEnv } from 'hono'
import { generateSpecs } from 'hono-openapi'
import type { Route } from '../route.ts'
import { type Document, documented } from './documented.ts'

/** Parts of the API in the order in which one meets them. */
const TAGS = [
  { name: 'session', description: 'Signing in at a dashboard' },
  { name: 'packages', description: 'Packages, their numbers, their queue, and sending' },
  { name: 'messages', description: 'What was sent and received, with its whole story' },
  { name: 'scheduled', description: 'What waits for its time' },
  { name: 'cloud-api', description: "The drop-in face: Meta's paths, shapes and errors" },
  { name: 'profiles', description: 'Numbers: health, pause, quarantine, windows' },
  { name: 'status', description: 'Live status of numbers' },
  { name: 'stats', description: 'Counts over time' },
  { name: 'live', description: 'The live feed' },
  { name: 'alerts', description: 'What needs somebody' },
  { name: 'opt-outs', description: 'Who wants no more' },
  { name: 'recipients', description: 'Erasing a person' },
  { name: 'stop', description: 'Nothing leaves' },
  { name: 'start', description: 'and goes on' },
  { name: 'settings', description: 'Of the whole deployment' },
  { name: 'api-keys', description: 'Who may call' },
  { name: 'audit', description: 'Who did what' },
  { name: 'diagnostics', description: 'How the parts of the guard are' },
  { name: 'meta', description: "Meta's door" },
  { name: 'service', description: 'For monitors, and this document' },
]

/** The text, not a Response: what one request made may not be used by another. */
const documents = new WeakMap<object, string>()

/** OpenAPI 3.1 of all routes, from the schemas that validate; made once per isolate. */
export async function openApi<E extends HonoEnv>(hono: Hono<E>, routes: readonly Route[]): Promise<string> {
  const known = documents.get(hono)
  if (known !== undefined) return known
  const document = await generateSpecs(hono, {
    documentation: {
      info: {
        title: 'Whats Guard',
        version: '1.0.0',
        description: 'Stands between your software and the WhatsApp Cloud API, and keeps your numbers alive.',
      },
      tags: TAGS,
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: '__Host-wg_session' },
        },
      },
      security: [{ bearer: [] }, { session: [] }],
    },
    excludeStaticFile: false,
  })
  // as plain data: what is made of it belongs to nobody else
  const plain: Document = JSON.parse(JSON.stringify(document))
  const text = JSON.stringify(documented(plain, routes))
  documents.set(hono, text)
  return text
}
