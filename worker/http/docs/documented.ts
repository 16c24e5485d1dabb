import { PROBLEMS, type ProblemSlug, problemView } from '../../contract/problem.ts'
import { demandOf, type RouteKey } from '../access.ts'
import { graphExample } from '../graph/errors.ts'
import { faultView } from '../reply.ts'
import type { Route } from '../route.ts'
import { besides } from './beside.ts'
import { BODIES } from './bodies.ts'
import { exampleOf, idsOf, type Schema } from './example.ts'
import { problemsOf } from './problems.ts'

export interface Media {
  schema?: Schema
  example?: unknown
  examples?: Record<string, { value: unknown }>
}

interface Answer {
  description?: string
  content?: Record<string, Media>
}

export interface Operation {
  summary?: string
  description?: string
  tags?: string[]
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema; example?: unknown }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Answer>
  security?: Record<string, string[]>[]
  'x-problems'?: string[]
  'x-graph-codes'?: number[]
}

/** The parts of the document that this adds to. */
export interface Document {
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Schema> }
}

/** Graph's codes that a route of the drop-in face may answer beside those of a token, by their HTTP status. */
const GRAPH: Readonly<Record<number, string>> = {
  400: '100: unknown sender or object, wrong input; 131047: no open window is known; 131050: the recipient has opted out; 80007: the queue is full; what Meta itself refuses with',
  401: '190: the token is not known',
  403: "10: this token may not do that, or the number's own token is dead",
  404: '132001: the account has no template of that name and language',
  429: '4: more requests than the throttle allows',
  500: '1: a fault of the guard; 131000: a fault of Meta',
  503: '2: a part of the guard, or Meta, does not answer now',
}

/** The published document with examples, and with the problems of each route by name. Changes it in place. */
export function documented(document: Document, routes: readonly Route[]): Document {
  const schemas = document.components?.schemas ?? {}
  const keys = new Map(routes.map((one) => [nameOf(one.key), one]))
  for (const [path, operations] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(operations)) {
      const route = keys.get(`${method.toUpperCase()} ${path}`)
      if (route === undefined) continue
      withExamples(operation, route.key, path, schemas)
      if (demandOf(route.key).right === 'public') operation.security = []
      else if (route.bearerOnly) operation.security = [{ bearer: [] }]
      if (route.bearerOnly) withGraphErrors(operation)
      else withProblems(operation, problemsOf(shapeOf(route.key, operation)))
    }
  for (const { method, path, operation, problems } of besides()) {
    operation.security = []
    operation.responses['default'] = problemAnswer()
    withProblems(operation, problems)
    document.paths[path] = { ...document.paths[path], [method]: operation }
  }
  return document
}

/** One of its own for each operation, which puts its example there. */
const problemAnswer = (): Answer => ({
  description: 'A problem document (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

/** A route's key as the document names it: `GET /api/v1/packages/{id}`. */
function nameOf(key: RouteKey): string {
  return key.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')
}

function shapeOf(key: RouteKey, operation: Operation) {
  const takesQuery = (operation.parameters ?? []).some((one) => one.in === 'query')
  return { key, takesBody: operation.requestBody !== undefined, takesQuery }
}

function withExamples(operation: Operation, key: RouteKey, path: string, schemas: Record<string, Schema>): void {
  const { inPath, inAnswer } = idsOf(path)
  for (const parameter of operation.parameters ?? [])
    if (parameter.in === 'path') parameter.example = exampleOf(parameter.schema ?? {}, schemas, inPath, parameter.name)
  for (const media of Object.values(operation.requestBody?.content ?? {}))
    media.example = BODIES[key] ?? exampleOf(media.schema ?? {}, schemas, inPath)
  for (const [status, { content }] of Object.entries(operation.responses))
    if (status !== 'default')
      for (const [type, media] of Object.entries(content ?? {}))
        if (type === 'application/json' && media.examples === undefined)
          media.example = exampleOf(media.schema ?? {}, schemas, inAnswer)
}

function withProblems(operation: Operation, slugs: readonly ProblemSlug[]): void {
  operation['x-problems'] = [...slugs]
  const unexpected = operation.responses['default']?.content?.['application/problem+json'] ?? {}
  const schema = unexpected.schema ?? {}
  unexpected.example = faultView(REQUEST)
  for (const status of new Set(slugs.map((slug) => PROBLEMS[slug].status))) {
    const here = slugs.filter((slug) => PROBLEMS[slug].status === status)
    operation.responses[String(status)] = {
      description: here.map((slug) => `\`${slug}\`: ${PROBLEMS[slug].title}`).join('. '),
      content: {
        'application/problem+json': { schema, example: problemView(problemLike(here[0] ?? 'unavailable'), REQUEST) },
      },
    }
  }
}

const REQUEST = '5c2f8f0e-3d0a-4a53-9c0f-8d2a4f9b7a10'

function problemLike(type: ProblemSlug) {
  const errors = [{ path: 'to', message: 'must be a phone number in E.164' }]
  return type === 'invalid-request'
    ? { type, detail: 'to: must be a phone number in E.164', errors }
    : { type, detail: PROBLEMS[type].title }
}

function withGraphErrors(operation: Operation): void {
  const unexpected = operation.responses['default']?.content?.['application/json'] ?? {}
  const schema = unexpected.schema ?? {}
  unexpected.example = graphExample(1, REQUEST)
  for (const [status, description] of Object.entries(GRAPH)) {
    const code = Number(/\d+/.exec(description)?.[0])
    const example = graphExample(code, REQUEST)
    operation.responses[status] = { description, content: { 'application/json': { schema, example } } }
  }
  operation['x-graph-codes'] = Object.values(GRAPH).flatMap((text) =>
    [...text.matchAll(/(\d+):/g)].map(([, code]) => Number(code)),
  )
}
