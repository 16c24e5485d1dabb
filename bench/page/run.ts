import { parseArgs } from 'node:util'
import { openBrowser } from '../e2e/browser.ts'
import { Client } from '../e2e/client.ts'
import { startProduct } from '../e2e/product.ts'
import { firstView, live, pixel, scrape, scroll } from './measures.ts'
import { signedIn } from './stage.ts'

/**
 * npm run bench:page [-- --only firstView|live|pixel|scroll|scrape]
 *
 * What the dashboard does in a real browser on the running product, and how soon its figures for monitors come. Progress on standard error, a JSON line for each
 * measurement on standard output; ends with 1 when one could not be made.
 */
const MEASURES = { firstView, live, pixel, scroll, scrape } as const
const { values } = parseArgs({ options: { only: { type: 'string' } } })
const chosen = Object.entries(MEASURES).filter(([name]) => values.only === undefined || values.only === name)
if (chosen.length === 0) throw new Error(`--only ${Object.keys(MEASURES).join('|')}`)

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const [product, browser] = await Promise.all([startProduct({ dashboard: true }), openBrowser()])
try {
  const api = new Client(product.api, product.adminToken)
  const state = await signedIn(browser, product)
  for (const [name, measure] of chosen) {
    say(`${name}:`)
    const figures = await measure({ product, browser, api, state, say })
    process.stdout.write(`${JSON.stringify({ name, ...figures })}\n`)
  }
} finally {
  await browser.close()
  await product.stop()
}
