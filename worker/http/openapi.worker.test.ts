import { describe, expect, it } from 'vitest'
import { ACCESS } from './access.ts'
import { docsPage } from './docs.ts'
import { ROUTES } from './routes.ts'
import { published, raw } from './testing/api.ts'

describe('the published document', () => {
  it('has every route, and nothing else but itself', async () => {
    const document = await published()
    const listed = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, (_, name) => `:${name}`)}`,
      ),
    )
    // a parameter's pattern is no part of its name
    expect(listed.sort()).toEqual(ROUTES.map((one) => one.key.replaceAll(/\{[^}]*\}/g, '')).sort())
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
    expect(others).toEqual(['GET /api/openapi.json', 'GET /api/docs'])
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
    expect(page).not.toMatch(/<script|<style|<img|<link|https?:\/\/(?!json-schema|www\.rfc)[^"]*"/)
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    for (const id of targets) expect(page).toContain(`id="${id}"`)
    expect(new Set(targets).size).toBe(ROUTES.length)
  })

  it('shows what a schema says as text, never as markup', () => {
    const page = docsPage(JSON.stringify({ info: { title: '<b>' }, paths: { '/x': { get: { summary: '<i>"&' } } } }))
    expect(page).toContain('&lt;b&gt;')
    expect(page).toContain('&lt;i&gt;&quot;&amp;')
    expect(page).not.toContain('<i>')
  })
})
