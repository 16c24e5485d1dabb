import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { asShown } from './hostile-texts.ts'

/** The dashboard in a browser, for tests: pages, what goes wrong in them, and what they show. */

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>
export type Theme = 'dark' | 'light'
export type Look = { readonly theme?: Theme; readonly width?: number; readonly state?: StorageState | undefined }

/** A page, and everything that a person would never see but that is wrong. */
export type Watched = { readonly page: Page; readonly faults: string[]; close(): Promise<void> }

const PAGES = join(import.meta.dirname, '..', '..', 'web', 'src', 'pages.ts')
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WAIT_MS = 60_000

export type Listed = { readonly id: string; readonly path: string; readonly name: string }

/** Every page that the dashboard's list has, read as text: its modules are the browser's. */
export const listedPages = (): readonly Listed[] => {
  const text = readFileSync(PAGES, 'utf8')
  const found = [...text.matchAll(/id: '(\w+)',\s+path: '([^']+)',\s+name: '([^']+)'/g)]
  if (found.length === 0 || found.length !== text.split('component: lazy(').length - 1)
    throw new Error(`web/src/pages.ts is written otherwise than this test reads it: ${found.length} pages found.`)
  return found.map(([, id = '', path = '', name = '']) => ({ id, path, name }))
}

/** A new page of its own context; console errors, exceptions, refused loads and broken policies are faults. */
export const openPage = async (browser: Browser, { theme = 'dark', width = 1440, state }: Look): Promise<Watched> => {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    ...(state === undefined ? {} : { storageState: state }),
  })
  context.setDefaultTimeout(WAIT_MS)
  const page = await context.newPage()
  const faults: string[] = []
  await page.addInitScript('window.hostile = (n) => console.error("hostile text ran: " + n)')
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} (${message.location().url})`)
  })
  return { page, faults, close: () => context.close() }
}

/** Types a token as a person does. */
export const signIn = async (page: Page, token: string): Promise<void> => {
  const field = page.getByLabel('Token or API key')
  await field.fill(token)
  await field.press('Enter')
}

/** Until a page shows what it asked for: its title, no skeleton, nothing that loads, and fonts and layout at rest. */
export const settled = async (page: Page): Promise<void> => {
  await page.locator('#main:has(h1):not(:has(.skeleton)):not(:has-text("Loading the page"))').waitFor()
  await frames(page)
}

/** Two frames later what was set is drawn. */
export const frames = (page: Page): Promise<unknown> =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')

/** What another theme of the same page may break: nothing but colours. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** axe's findings, one line each: of everything, or of the colours alone. */
export const violations = async (page: Page, what: 'all' | 'colours' = 'all'): Promise<readonly string[]> => {
  const options = { resultTypes: ['violations'], preload: false, ...(what === 'all' ? {} : { runOnly: COLOURS }) }
  await page.evaluate(`window.axe === undefined && (() => { ${AXE} })()`)
  const found: AxeResults = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`)
}

const MARKUP = `[...document.querySelectorAll('[data-hostile], x-hostile, a[href^="javascript:" i], [src="x"]')]
  .map((one) => one.outerHTML.slice(0, 120))`

/** What became markup though it is a stranger's text. */
export const markup = (page: Page): Promise<readonly string[]> => page.evaluate(MARKUP)

/** Elements that stand out to the right of the window, where the page itself would scroll; empty when it does not. */
export const overflow = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`(() => {
    const wide = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= wide) return []
    return [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > wide + 1)
      .slice(0, 5).map((one) => one.outerHTML.slice(0, 160))
  })()`)

/** Every text that stands in the page now, and whether there is nothing below it: looked at in one moment. */
const LOOK = `(() => {
  const parts = document.querySelectorAll('main :is(td, th, li, p, h1, h2, h3, dd, b, a, article)')
  const more = [...document.querySelectorAll('main button')].some((one) => /^(Loading|Show more)$/.test(one.textContent))
  const ended = !more && scrollY + innerHeight >= document.documentElement.scrollHeight - 1
  return { lines: [...parts].map((one) => one.textContent), marked: ${MARKUP}, ended }
})()`

type Seen = { readonly lines: string[]; readonly marked: string[]; readonly ended: boolean }

/** Walks down a list to its end, page after page: every text that it shows on the way, and what became markup there. */
export const readDown = async (page: Page): Promise<{ readonly shown: string; readonly marked: readonly string[] }> => {
  const shown = new Set<string>()
  const found = new Set<string>()
  for (;;) {
    const { lines, marked, ended }: Seen = await page.evaluate(LOOK)
    for (const line of lines) shown.add(asShown(line))
    for (const one of marked) found.add(one)
    if (ended) return { shown: [...shown].join('\n'), marked: [...found] }
    await page.evaluate('scrollBy({ top: innerHeight * 0.7, behavior: "instant" })')
    await frames(page)
  }
}
