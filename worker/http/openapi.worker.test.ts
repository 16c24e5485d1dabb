import { describe, expect, it, vi } from 'vitest'
import { sha256Hex } from '../contract/canonical.ts'
import { ACCESS } from './access.ts'
import { assetPath } from './docs/assets.ts'
import { docsPage } from './docs/plain-page.ts'
import { ROUTES } from './routes.ts'
import { published, raw } from './testing/api.ts'

const BESIDE = ['GET /webhooks/meta', 'POST /webhooks/meta', 'GET /api/openapi.json', 'GET /api/docs']

describe('the published document', () => {
  it('has every route, itself and the door of Meta, and nothing else', async () => {
    const document = await published()
    const listed = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, (_, name) => `:${name}`)}`,
      ),
    )
    // a parameter's pattern is no part of its name
    const routes = ROUTES.map((one) => one.key.replaceAll(/\{[^}]*\}/g, ''))
    expect(listed.sort()).toEqual([...routes, ...BESIDE].sort())
  })

  it('is OpenAPI 3.1 and says how to sign in', async () => {
    expect(await published()).toMatchObject({
      openapi: '3.1.0',
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    })
  })

  it('has an answer with a schema and a problem for each operation', async () => {
    const document = await published()
    for (const [path, operations] of Object.entries(document.paths))
      for (const [method, { responses }] of Object.entries(operations)) {
        const media = path.startsWith('/{version}') ? 'application/json' : 'application/problem+json'
        expect(responses['default']?.content?.[media], `${method} ${path}`).toBeDefined()
        const good = Object.keys(responses).filter((status) => status !== 'default')
        expect(good.length, `${method} ${path}`).toBeGreaterThan(0)
      }
  })

  it('refers only to what it has', async () => {
    const document = await published()
    const names = new Set(Object.keys(document.components?.schemas ?? {}))
    for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      expect(names).toContain(name)
    expect(JSON.stringify(document)).not.toContain('#/$defs/')
  })

  it('is served for every route that access.ts names', () => {
    const routed = new Set(ROUTES.map((one) => one.key))
    const others = Object.keys(ACCESS).filter((key) => ![...routed].some((one) => one === key))
    expect(others).toEqual(['GET /api/openapi.json', 'GET /api/docs', 'GET /api/docs/assets/:name'])
  })
})

describe('the page for people', () => {
  it('names every route, needs nothing from elsewhere, and nobody signs in for it', async () => {
    const answer = await raw('GET', '/api/docs', {})
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const page = await answer.text()
    for (const { key } of ROUTES)
      expect(page).toContain(`<code>${key.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')}</code>`)
    expect(page).not.toMatch(/<style|<img| style=|<script(?! src="\/api\/docs\/assets\/)|(src|href)="(?!\/api\/|#)/)
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    for (const id of targets) expect(page).toContain(`id="${id}"`)
    expect(new Set(targets).size).toBe(ROUTES.length + BESIDE.length)
  })

  it('finds each of its assets here, with a type of its own, to be kept', async () => {
    const page = await (await raw('GET', '/api/docs', {})).text()
    const assets = [...page.matchAll(/(?:src|href)="(\/api\/docs\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '')
    expect(assets).toHaveLength(4)
    for (const path of assets) {
      const answer = await raw('GET', path, {})
      expect(answer.status, path).toBe(200)
      expect(answer.headers.get('content-type'), path).toMatch(/^text\/(css|javascript); charset=utf-8$/)
      expect(answer.headers.get('cache-control'), path).toContain('immutable')
      expect((await answer.text()).length, path).toBeGreaterThan(300)
    }
    for (const name of ['nothing.js', 'constructor', '..%2Fopenapi.json']) {
      const answer = await raw('GET', `/api/docs/assets/${name}`, {})
      expect(answer.status, name).toBe(404)
      await answer.text()
    }
  })

  it('names each asset by its text, and has it kept under that name alone', async () => {
    for (const name of ['swagger-ui.js', 'swagger-ui.css', 'start.js', 'own.css'] as const) {
      const path = assetPath(name)
      const text = await (await raw('GET', path, {})).text()
      expect(path).toBe(`/api/docs/assets/${name}?v=${sha256Hex(text).slice(0, 16)}`)
      for (const other of [`/api/docs/assets/${name}`, `/api/docs/assets/${name}?v=5.35.0`]) {
        const answer = await raw('GET', other, {})
        expect(answer.headers.get('cache-control'), other).toBe('no-cache')
        await answer.text()
      }
    }
  })

  it('is made once, since nobody signs in for it', async () => {
    const first = await (await raw('GET', '/api/docs', {})).text()
    const parse = vi.spyOn(JSON, 'parse')
    expect(await (await raw('GET', '/api/docs', {})).text()).toBe(first)
    const longest = Math.max(0, ...parse.mock.calls.map(([text]) => String(text).length))
    parse.mockRestore()
    expect(longest).toBeLessThan(100_000)
  })

  it('shows what a schema says as text, never as markup', () => {
    const page = docsPage(JSON.stringify({ info: { title: '<b>' }, paths: { '/x': { get: { summary: '<i>"&' } } } }))
    expect(page).toContain('&lt;b&gt;')
    expect(page).toContain('&lt;i&gt;&quot;&amp;')
    expect(page).not.toContain('<i>')
  })
})
