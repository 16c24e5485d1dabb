import * as z from 'zod'

/** The parts of an OpenAPI document that this looks at. */
interface Operation {
  parameters?: { name: string; in: string; schema?: { pattern?: string } }[]
  'x-problems'?: string[]
  responses: Record<string, { content?: Record<string, { schema?: object }> }>
}

export interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, object> }
}

/** Where the drop-in face speaks: what it has not is an error of Graph's. */
const GRAPH = /^\/v\d+\.\d+(\/|$)/

/**
 * Checks an answer against the published document: the route, its status (problems stand under `default`), the media
 * type and the body. Throws with what does not fit. 404 of unknown paths is a problem document like any other.
 */
export function expectOpenApi(
  document: OpenApiDocument,
  answer: { method: string; path: string; status: number; contentType: string | null; body: unknown },
): void {
  const where = `${answer.method} ${answer.path} -> ${answer.status}`
  const operation = operationOf(document, answer.method, answer.path)
  if (operation === undefined) {
    if (GRAPH.test(answer.path) && answer.status >= 400) {
      check(document, named(document, 'GraphError'), answer.body, where)
      return
    }
    if (answer.status !== 404) throw new Error(`${where}: the document has no such operation`)
    check(document, named(document, 'Problem'), answer.body, where)
    return
  }
  const problems = operation['x-problems']
  const slug = slugOf(answer.body)
  // a path that is spelt otherwise is no route's, or another's
  const isNamed = answer.status >= 400 && answer.status !== 500 && answer.status !== 404
  if (isNamed && problems?.includes(slug) === false) throw new Error(`${where}: the problem ${slug} is not published`)
  const response = operation.responses[String(answer.status)] ?? operation.responses['default']
  if (response === undefined) throw new Error(`${where}: the document has no such answer`)
  if (response.content === undefined) {
    if (answer.body !== null) throw new Error(`${where}: a body where none is published`)
    return
  }
  // a file, of whatever type it is
  if (response.content['*/*'] !== undefined) return
  const media = answer.contentType?.split(';')[0] ?? ''
  const schema = response.content[media]?.schema
  if (schema === undefined) throw new Error(`${where}: ${media || 'no media type'} is not published`)
  // a text is as it is
  if (media.endsWith('json')) check(document, schema, answer.body, where)
}

function operationOf(document: OpenApiDocument, method: string, path: string): Operation | undefined {
  const given = path.split('/')
  const candidates = Object.keys(document.paths).filter((template) => {
    const wanted = template.split('/')
    return wanted.length === given.length && wanted.every((part, at) => fits(document, template, part, given[at] ?? ''))
  })
  // a fixed path goes before one with parameters
  const [best] = candidates.sort((a, b) => a.split('{').length - b.split('{').length)
  return best === undefined ? undefined : document.paths[best]?.[method.toLowerCase()]
}

function slugOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'type' in body ? String(body.type) : ''
}

/** A part of a path: the same, or a parameter, which may have a pattern. */
function fits(document: OpenApiDocument, template: string, part: string, given: string): boolean {
  if (!part.startsWith('{')) return part === given
  const parameters = Object.values(document.paths[template] ?? {}).flatMap((one) => one.parameters ?? [])
  const pattern = parameters.find((one) => one.in === 'path' && `{${one.name}}` === part)?.schema?.pattern
  return pattern === undefined || new RegExp(pattern).test(given)
}

function named(document: OpenApiDocument, name: string): object {
  const schema = document.components?.schemas?.[name]
  if (schema === undefined) throw new Error(`the document has no ${name}`)
  return schema
}

const built = new WeakMap<object, z.ZodType>()

function check(document: OpenApiDocument, schema: object, body: unknown, where: string): void {
  let type = built.get(schema)
  if (type === undefined) {
    type = z.fromJSONSchema({ ...local(schema), $defs: local(document.components?.schemas ?? {}) })
    built.set(schema, type)
  }
  const parsed = type.safeParse(body)
  if (!parsed.success) throw new Error(`${where}: ${z.prettifyError(parsed.error)}`)
}

/** References as a JSON schema that stands alone has them. */
function local(value: object): { [key: string]: never } {
  return JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/$defs/'))
}
