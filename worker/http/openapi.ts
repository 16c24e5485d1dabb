import type { Hono, Env as HonoEnv } from 'hono'
import { generateSpecs } from 'hono-openapi'

/** The text, not a Response: what one request made may not be used by another. */
const documents = new WeakMap<object, string>()

/** OpenAPI 3.1 of all routes, from the schemas that validate; made once per isolate. */
export async function openApi<E extends HonoEnv>(hono: Hono<E>): Promise<string> {
  const known = documents.get(hono)
  if (known !== undefined) return known
  const document = await generateSpecs(hono, {
    documentation: {
      info: {
        title: 'Whats Guard',
        version: '1.0.0',
        description: 'Stands between your software and the WhatsApp Cloud API, and keeps your numbers alive.',
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    },
    excludeStaticFile: false,
  })
  const text = JSON.stringify(document)
  documents.set(hono, text)
  return text
}
