import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Client } from '../e2e/client.ts'
import { settled, signIn } from '../e2e/dashboard.ts'
import type { Product } from '../e2e/product.ts'

export type State = Awaited<ReturnType<BrowserContext['storageState']>>

/** What a measurement has: the running product, a browser, and an administrator's session. */
export interface Scene {
  readonly product: Product
  readonly browser: Browser
  readonly api: Client
  readonly state: State
  say(text: string): void
}

/** A task of the page's main thread of 50 ms or more, as the browser reports it; ms since the page began. */
export interface LongTask {
  readonly start: number
  readonly ms: number
}

const WATCH = `
window.longTasks = []
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) window.longTasks.push({ start: startTime, ms: duration })
}).observe({ type: 'longtask', buffered: true })
`

/** A page of its own context, wide, with its long tasks watched from the first. */
export async function pageOf({ browser, state }: Pick<Scene, 'browser' | 'state'>): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, storageState: state })
  const page = await context.newPage()
  await page.addInitScript(WATCH)
  return page
}

/** The long tasks since the last look. */
export const longTasks = (page: Page): Promise<readonly LongTask[]> => page.evaluate('window.longTasks.splice(0)')

/** @returns the session of somebody who signed in as a person does */
export async function signedIn(browser: Browser, product: Product): Promise<State> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(product.dashboard)
  await signIn(page, product.adminToken)
  await settled(page)
  const state = await context.storageState()
  await context.close()
  return state
}

/** How many long tasks there were, and the longest of them; `null` when the browser reported none. */
export const summary = (tasks: readonly LongTask[]) => ({
  longTasks: tasks.length,
  longestMs: tasks.length === 0 ? null : Math.max(...tasks.map(({ ms }) => ms)),
})
