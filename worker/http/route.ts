import type { DescribeRouteOptions } from 'hono-openapi'
import { resolver } from 'hono-openapi'
import * as z from 'zod'
import type { Actor } from '../../durable/domain/reason.ts'
import { GraphErrorView } from '../contract/graph.ts'
import { invalid, type Problem, ProblemView } from '../contract/problem.ts'
import type { Env } from '../env.ts'
import type { RouteKey } from './access.ts'
import { readJson } from './body.ts'
import { actorOf, type Caller } from './caller.ts'
import { graphRefusal } from './graph/errors.ts'
import { isRefusal, problemResponse, type Refusal } from './reply.ts'

export const MESSAGE_BODY_BYTES = 65_536
export const BATCH_BODY_BYTES = 8 * 1024 * 1024

/** A parameter's name without the pattern that it must fit. */
type Bare<Name extends string> = Name extends `${infer Plain}{${string}` ? Plain : Name

type PathParams<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { [Key in Bare<Name> | keyof PathParams<Rest>]: string }
  : Path extends `${string}:${infer Name}`
    ? { [Key in Bare<Name>]: string }
    : { [Key in never]: string }

/** What every handler gets. */
export interface Ask<Params, Query, Body> {
  env: Env
  waitUntil(work: Promise<unknown>): void
  request: Request
  requestId: string
  /** ms, one reading per request */
  now: number
  caller: Caller
  /** the caller as timelines and audit entries name it */
  by: Actor
  params: Params
  query: Query
  body: Body
}

/** What a handler writes as a Response of its own: a text, a file, the frames of a socket. Examples by what they show. */
export interface Written {
  /** the media type: `*` on both sides where it is whatever was uploaded */
  media: string
  schema: z.ZodType
  examples: Readonly<Record<string, unknown>>
}

/** A schema of JSON, null for no body. */
type Answers = Readonly<Record<number, z.ZodType | Written | null>>

type AnswerOf<A extends Answers> = {
  [Status in keyof A & number]: {
    status: Status
    body: A[Status] extends z.ZodType ? z.input<A[Status]> : null
    headers?: Record<string, string>
  }
}[keyof A & number]

interface BodySpec {
  schema: z.ZodType
  /** bytes; 64 KB unless said */
  limit?: number
  /** an absent body counts as {} */
  optional?: true
  /** the handler checks each part itself: it gets the parsed JSON as it came */
  raw?: true
}

interface Spec<Key extends RouteKey, Q extends z.ZodObject, B extends BodySpec, A extends Answers> {
  summary: string
  description?: string
  query?: Q
  body?: B
  /** a body of form data, which the handler passes on as it comes */
  form?: z.ZodType
  /** speaks as Meta's Graph does, errors included, and takes no session's cookie */
  face?: 'graph'
  answers: A
  handle(
    ask: Ask<PathParams<Key>, z.output<Q>, B extends { raw: true } ? unknown : z.output<B['schema']>>,
  ): Promise<AnswerOf<NoInfer<A>> | Refusal | Response>
}

/** A route as the app mounts it. */
export interface Route {
  key: RouteKey
  method: string
  path: string
  answers: Answers
  /** what a body is checked by, null for none */
  body: z.ZodType | null
  /** takes no session's cookie */
  bearerOnly: boolean
  describe: DescribeRouteOptions
  /** A problem as this route puts it. */
  refuse(problem: Problem, requestId: string, request: Request): Response
  /** Runs the checks and the handler; the caller is known and has the right. */
  run(context: {
    env: Env
    waitUntil(work: Promise<unknown>): void
    request: Request
    requestId: string
    now: number
    caller: Caller
    params: Record<string, string>
  }): Promise<Response>
}

/** One route: schema, summary and handler side by side. What validates is what is published. */
export function route<
  Key extends RouteKey,
  A extends Answers,
  Q extends z.ZodObject = z.ZodObject<Record<never, never>>,
  B extends BodySpec = { schema: z.ZodObject<Record<never, never>> },
>(key: Key, spec: Spec<Key, Q, B, A>): Route {
  const [method = '', path = ''] = key.split(' ')
  const refuse = spec.face === 'graph' ? graphRefusal : problemResponse
  return {
    key,
    method,
    path,
    answers: spec.answers,
    body: spec.body?.schema ?? null,
    bearerOnly: spec.face === 'graph',
    refuse,
    describe: describe(path, spec),
    async run(context) {
      const { request, requestId } = context
      const query = checkQuery(spec.query, request.url)
      if (isRefusal(query)) return refuse(query.problem, requestId, request)
      const body = await checkBody(spec.body, request)
      if (isRefusal(body)) return refuse(body.problem, requestId, request)
      const answer = await spec.handle({
        ...context,
        by: actorOf(context.caller),
        params: context.params as PathParams<Key>,
        query: query.value as z.output<Q>,
        body: body.value as B extends { raw: true } ? unknown : z.output<B['schema']>,
      })
      if (answer instanceof Response) return answer
      if (isRefusal(answer)) return refuse(answer.problem, requestId, request)
      const headers = new Headers(answer.headers)
      if (answer.body === null) return new Response(null, { status: answer.status, headers })
      headers.set('content-type', 'application/json')
      return new Response(JSON.stringify(answer.body), { status: answer.status, headers })
    },
  }
}

function checkQuery(schema: z.ZodObject | undefined, url: string): { value: unknown } | Refusal {
  if (schema === undefined) return { value: {} }
  const parsed = schema.safeParse(Object.fromEntries(new URL(url).searchParams))
  return parsed.success ? { value: parsed.data } : { problem: invalid(parsed.error) }
}

async function checkBody(spec: BodySpec | undefined, request: Request): Promise<{ value: unknown } | Refusal> {
  if (spec === undefined) return { value: {} }
  const read = await readJson(request, spec.limit ?? MESSAGE_BODY_BYTES, spec.optional === true ? 'allowed' : 'refused')
  if ('problem' in read || spec.raw === true) return read
  const parsed = spec.schema.safeParse(read.value)
  return parsed.success ? { value: parsed.data } : { problem: invalid(parsed.error) }
}

function describe(
  path: string,
  spec: {
    summary: string
    description?: string
    query?: z.ZodObject
    body?: BodySpec
    form?: z.ZodType
    face?: 'graph'
    answers: Answers
  },
): DescribeRouteOptions {
  const responses: NonNullable<DescribeRouteOptions['responses']> = {}
  for (const [status, answer] of Object.entries(spec.answers))
    responses[status] =
      answer === null ? { description: 'No body' } : { description: spec.summary, content: contentOf(answer) }
  responses['default'] =
    spec.face === 'graph'
      ? {
          description: "An error of Meta's Graph",
          content: { 'application/json': { schema: published(GraphErrorView, 'output') } },
        }
      : {
          description: 'A problem document (RFC 9457)',
          content: { 'application/problem+json': { schema: published(ProblemView, 'output') } },
        }
  return {
    summary: spec.summary,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    tags: [spec.face === 'graph' ? 'cloud-api' : (path.split('/')[3] ?? 'service')],
    responses,
    parameters: [...patternsOf(path), ...(spec.query === undefined ? [] : parametersOf(spec.query))],
    ...(spec.form === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'multipart/form-data': { schema: published(spec.form, 'input') } },
          },
        }),
    ...(spec.body === undefined
      ? {}
      : {
          requestBody: {
            required: spec.body.optional !== true,
            content: { 'application/json': { schema: published(spec.body.schema, 'input') } },
          },
        }),
  }
}

function contentOf(answer: z.ZodType | Written) {
  if (!('media' in answer)) return { 'application/json': { schema: published(answer, 'output') } }
  const examples = Object.fromEntries(Object.entries(answer.examples).map(([name, value]) => [name, { value }]))
  return { [answer.media]: { schema: published(answer.schema, 'output'), examples } }
}

function published(schema: z.ZodType, io: 'input' | 'output') {
  return resolver(schema, { options: { io } })
}

/** Parameters of the path that must fit a pattern; hono-openapi names the others. */
function patternsOf(path: string): NonNullable<DescribeRouteOptions['parameters']> {
  return [...path.matchAll(/:(\w+)\{([^}]*)\}/g)].map(([, name = '', pattern = '']) => ({
    ...{ name, in: 'path', required: true },
    schema: { type: 'string', pattern: `^${pattern}$` },
  }))
}

function parametersOf(query: z.ZodObject): NonNullable<DescribeRouteOptions['parameters']> {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' })
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: typeof schema === 'boolean' ? {} : JSON.parse(JSON.stringify(schema)),
  }))
}
