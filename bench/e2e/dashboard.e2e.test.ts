import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from './browser.ts'
import { Client } from './client.ts'
import {
  frames,
  type Look,
  listedPages,
  markup,
  openPage,
  overflow,
  readDown,
  settled,
  signIn,
  violations,
} from './dashboard.ts'
import { asShown } from './hostile-texts.ts'
import { fillHostile, type HostileWorld } from './hostile-world.ts'
import { type Product, startProduct } from './product.ts'

/** Every page of the dashboard in a real browser, on a product full of strangers' texts. */
let product: Product
let browser: Browser
let api: Client
let world: HostileWorld
const states: { admin?: Look['state']; viewer?: Look['state'] } = {}

const PAGES = listedPages()

/** Pages of one thing need one; a page that is new here says so by failing. */
const pathOf = (path: string, id: string): string => {
  if (!path.includes(':id')) return path
  const ids: Record<string, string> = { package: world.packageId, number: world.numberId, message: world.messageId }
  const own = ids[id]
  if (own === undefined) throw new Error(`The page ${id} needs an id: tell this test one.`)
  return path.replace(':id', own)
}

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct({ dashboard: true }), openBrowser()])
  api = new Client(product.api, product.adminToken)
  world = await fillHostile(api)
  const key = await api.expect(201, 'POST', '/api/v1/api-keys', { name: 'Night desk', role: 'viewer' })
  for (const [role, token] of [
    ['admin', product.adminToken],
    ['viewer', String(key['key'])],
  ] as const) {
    const { page, close } = await openPage(browser, {})
    await page.goto(product.dashboard)
    await signIn(page, token)
    await settled(page)
    states[role] = await page.context().storageState()
    await close()
  }
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

const look = async (url: string, width: number): Promise<readonly string[]> => {
  const { page, faults, close } = await openPage(browser, { width, state: states.admin })
  await page.goto(url)
  await settled(page)
  const found = [...(await violations(page)), ...(await overflow(page)).map((one) => `wider than the window: ${one}`)]
  // Only its colours are another theme's: the rest was looked at.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await frames(page)
  found.push(...(await violations(page, ['color-contrast'])).map((one) => `in the light theme: ${one}`))
  found.push(...(await markup(page)).map((one) => `a text became markup: ${one}`), ...faults)
  await close()
  return found.map((one) => `${width} px: ${one}`)
}

describe('every page', () => {
  it.each(PAGES)('$name: open to everybody, breaks nothing, wide and narrow, dark and light', async ({ id, path }) => {
    const url = `${product.dashboard}${pathOf(path, id)}`
    const found = await Promise.all([look(url, 1440), look(url, 390)])
    expect(found.flat()).toEqual([])
  })
})

/** Which page shows each kind of hostile text as a whole list. */
const SHOWN: readonly (readonly [keyof HostileWorld['names'], string])[] = [
  ['packages', 'packages'],
  ['numbers', 'live'],
  ['keys', 'keys'],
  ['reasons', 'audit'],
]

describe('500 hostile texts', () => {
  it('are 500', () => {
    const all = new Set(Object.values(world.names).flat())
    expect(all.size).toBeGreaterThanOrEqual(500)
  })

  it.each(SHOWN)('%s are shown on the page %s as the text that they are, each of them', async (kind, id) => {
    const { page, faults, close } = await openPage(browser, { state: states.admin })
    await page.goto(`${product.dashboard}${PAGES.find((one) => one.id === id)?.path}`)
    await settled(page)
    const shown = await readDown(page)
    expect(world.names[kind].filter((text) => !shown.includes(asShown(text)))).toEqual([])
    expect(await markup(page)).toEqual([])
    expect(faults).toEqual([])
    await close()
  })
})
