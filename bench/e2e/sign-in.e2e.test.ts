import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'

/** The dashboard in a real browser, as far as one comes without a token. */
let product: Product
let browser: Browser

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct({ dashboard: true }), openBrowser()])
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** 120 KB of script, gzipped, is what a first load may cost. */
const FIRST_LOAD_BYTES = 120 * 1024

type Look = { readonly theme: 'dark' | 'light'; readonly width: number; readonly axe?: boolean }

const open = async (path: string, { theme, width, axe = false }: Look): Promise<Page> => {
  // axe itself is a script that the policy would refuse
  const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme: theme, bypassCSP: axe })
  const page = await context.newPage()
  await page.goto(`${product.dashboard}${path}`)
  await page.getByLabel('Token or API key').waitFor()
  return page
}

const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(AXE)
  const found: AxeResults = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

describe('sign-in', () => {
  it.each(['/', '/live?state=paused', '/no/such/page'])('is shown on %s, which stays the address', async (path) => {
    const page = await open(path, { theme: 'dark', width: 1440 })
    expect(page.url()).toBe(`${product.dashboard}${path}`)
    expect(await page.evaluate('document.activeElement.name')).toBe('token')
    await page.context().close()
  })

  it('breaks no policy, throws nothing, and its script is small', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const faults: string[] = []
    let bytes = 0
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) faults.push(message.text())
    })
    page.on('requestfinished', async (request) => {
      if (/\.js$/.test(request.url())) bytes += (await request.sizes()).responseBodySize
    })
    await page.goto(product.dashboard)
    await page.getByLabel('Token or API key').waitFor()
    expect(faults).toEqual([])
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES)
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).toBe('[{},{}]')
    await context.close()
  })

  it.each([
    { theme: 'dark', width: 1440 },
    { theme: 'dark', width: 390 },
    { theme: 'light', width: 1440 },
    { theme: 'light', width: 390 },
  ] as const)('is open to everybody: $theme, $width px', async (look) => {
    const page = await open('/', { ...look, axe: true })
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width)
    await page.context().close()
  })
})
