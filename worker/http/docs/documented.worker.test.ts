import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { PROBLEMS } from '../../contract/problem.ts'
import { ROUTES } from '../routes.ts'
import { raw } from '../testing/api.ts'
import { BODIES } from './bodies.ts'
import type { Document, Media } from './documented.ts'

let text = ''
const fresh = (): Document => JSON.parse(text)

beforeAll(async () => {
  text = await (await raw('GET', '/api/openapi.json', {})).text()
})

/** What is missing of summary, example and problems, as `METHOD path: what`. */
function missing(document: Document): string[] {
  const found: string[] = []
  for (const [path, operations] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(operations)) {
      const say = (what: string): void => void found.push(`${method.toUpperCase()} ${path}: ${what}`)
      if ((operation.summary ?? '').length < 8) say('summary')
      for (const [media, body] of Object.entries(operation.requestBody?.content ?? {}))
        if (body.example === undefined) say(`example of ${media}`)
      for (const parameter of operation.parameters ?? [])
        if (parameter.in === 'path' && typeof parameter.example !== 'string') say(`example of ${parameter.name}`)
      const statuses = Object.keys(operation.responses)
      for (const [status, answer] of Object.entries(operation.responses))
        for (const [media, one] of Object.entries(answer.content ?? {}))
          if (shownBy(one).length === 0) say(`example of ${status} as ${media}`)
      if (!statuses.some((status) => status < '400')) say('answer')
      if (!statuses.includes('503')) say('problems')
      if (operation['x-problems'] === undefined && operation['x-graph-codes'] === undefined) say('problems by name')
      for (const slug of operation['x-problems'] ?? []) {
        const status = String(PROBLEMS[slug as keyof typeof PROBLEMS]?.status)
        if (operation.responses[status]?.description?.includes(`\`${slug}\``) !== true) say(`problem ${slug}`)
      }
    }
  return found
}

/** What is shown of a body: one example, or several by name. */
const shownBy = (media: Media): unknown[] => [
  ...(media.example === undefined ? [] : [media.example]),
  ...Object.values(media.examples ?? {}).map(({ value }) => value),
]

const local = (value: unknown): object =>
  JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/$defs/'))

describe('every route', () => {
  it('has a summary, examples and its problems', () => {
    expect(missing(fresh())).toEqual([])
  })

  it('that lacks one of them is named', () => {
    const document = fresh()
    const operation = document.paths['/api/v1/packages']?.['post']
    if (operation?.requestBody === undefined) throw new Error('no such operation')
    delete operation.summary
    delete operation.requestBody.content['application/json']?.example
    delete operation.responses['503']
    delete operation.responses['201']?.content?.['application/json']?.example
    expect(missing(document)).toEqual([
      'POST /api/v1/packages: summary',
      'POST /api/v1/packages: example of application/json',
      'POST /api/v1/packages: example of 201 as application/json',
      'POST /api/v1/packages: problems',
      'POST /api/v1/packages: problem unavailable',
    ])
  })

  it("of the drop-in face shows errors in Graph's own words, each under its status", () => {
    const answers = fresh().paths['/{version}/{senderId}/messages']?.['post']?.responses ?? {}
    const shown = Object.entries(answers).flatMap(([status, { content }]) => {
      const example = content?.['application/json']?.example as
        | { error?: { message: string; code: number } }
        | undefined
      return example?.error === undefined || status === 'default'
        ? []
        : [[Number(status), example.error.code, example.error.message] as const]
    })
    expect(shown.map(([status, code]) => [status, code])).toEqual([
      ...[
        [400, 100],
        [401, 190],
        [403, 10],
        [404, 132001],
      ],
      ...[
        [429, 4],
        [500, 1],
        [503, 2],
      ],
    ])
    expect(shown.map(([, , message]) => message).join()).not.toContain('…')
  })

  it('has examples that fit its own schemas', () => {
    const document = fresh()
    const $defs = local(document.components?.schemas ?? {})
    const wrong: string[] = []
    for (const [path, operations] of Object.entries(document.paths))
      for (const [method, { requestBody, responses }] of Object.entries(operations))
        for (const [where, content] of [
          ['body', requestBody?.content],
          ...Object.entries(responses).map(([status, one]) => [status, one.content] as const),
        ] as const)
          for (const [media, one] of Object.entries(content ?? {})) {
            if (one.schema === undefined || !media.endsWith('json')) continue
            const schema = z.fromJSONSchema({ ...local(one.schema), $defs } as never)
            for (const example of shownBy(one)) {
              const parsed = schema.safeParse(example)
              if (!parsed.success) wrong.push(`${method} ${path} ${where}: ${z.prettifyError(parsed.error)}`)
            }
          }
    expect(wrong).toEqual([])
  })

  it('that answers no JSON says what it answers, and Live what its socket brings', () => {
    const document = fresh()
    const good = (path: string, status: string) => document.paths[path]?.['get']?.responses[status]?.content ?? {}
    expect(Object.keys(good('/metrics', '200'))).toEqual(['text/plain'])
    expect(good('/metrics', '200')['text/plain']?.examples?.['figures']?.value).toMatch(
      /^# HELP .+\n# TYPE .+\n.+ 97\n$/,
    )
    expect(good('/{version}/{mediaId}/download', '200')['*/*']?.schema).toMatchObject({ format: 'binary' })
    const frames = good('/api/v1/live', '101')['application/json']
    expect(frames?.schema).toEqual({ $ref: '#/components/schemas/LiveFrame' })
    expect(Object.keys(frames?.examples ?? {})).toEqual(['snapshot', 'events'])
  })

  it('takes the bodies that are shown for it', () => {
    for (const [key, body] of Object.entries(BODIES)) {
      const route = ROUTES.find((one) => one.key === key)
      expect(route?.body?.safeParse(body), key).toMatchObject({ success: true })
    }
  })

  it('says who may call it without a token', () => {
    const document = fresh()
    const open = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, one]) =>
        one.security?.length === 0 ? [`${method.toUpperCase()} ${path}`] : [],
      ),
    )
    expect(open.sort()).toEqual([
      'GET /api/docs',
      'GET /api/openapi.json',
      'GET /healthz',
      'GET /webhooks/meta',
      'POST /api/v1/session',
      'POST /webhooks/meta',
    ])
  })
})
