import { parseArgs } from 'node:util'
import { openBrowser } from '../e2e/browser.ts'
import { Client } from '../e2e/client.ts'
import { startProduct } from '../e2e/product.ts'
import { tooMuch } from './judge.ts'
import { firstView, live, pixel, scrape, scroll } from './measures.ts'
import { signedIn } from './stage.ts'

/**
 * npm run bench:page [-- --only firstView|live|pixel|scroll|scrape]
 *
 * What the dashboard does in a real browser on the running product, and how soon its figures for monitors come. Progress on standard error, a JSON line for each
 * measurement on standard output; ends with 1 when one could not be made or is past its limit (judge.ts).
 */
const MEASURES = { firstView, live, pixel, scroll, scrape } as const
const { values } = parseArgs({ options: { only: { type: 'string' } } })
const names = ['firstView', 'live', 'pixel', 'scroll', 'scrape'] as const satisfies readonly (keyof typeof MEASURES)[]
const chosen = names.filter((name) => values.only === undefined || values.only === name)
if (chosen.length === 0) throw new Error(`--only ${names.join('|')}`)

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const [product, browser] = await Promise.all([startProduct({ dashboard: true }), openBrowser()])
try {
  const api = new Client(product.api, product.adminToken)
  const state = await signedIn(browser, product)
  for (const name of chosen) {
    say(`${name}:`)
    const figures = await MEASURES[name]({ product, browser, api, state, say })
    process.stdout.write(`${JSON.stringify({ name, ...figures })}\n`)
    for (const one of tooMuch(name, figures)) {
      say(`  too much: ${one}`)
      process.exitCode = 1
    }
  }
} finally {
  await browser.close()
  await product.stop()
}
