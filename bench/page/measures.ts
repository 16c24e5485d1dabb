import type { Page } from 'playwright-core'
import { pause, until } from '../e2e/client.ts'
import { settled } from '../e2e/dashboard.ts'
import { quantile, round } from '../speed/figures.ts'
import { userOf } from '../speed/messages.ts'
import { addNumbers, newNumbers, UNPACED } from '../speed/stage.ts'
import { costliestTask, watchTasks } from './busy.ts'
import { longTasks, pageOf, type Scene, summary } from './stage.ts'

const RUNS = 5
const TEMPLATE = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }

const packageOf = async ({ api }: Scene, name: string): Promise<string> =>
  String((await api.expect(201, 'POST', '/api/v1/packages', { name }))['id'])

/** From the address to a page without a skeleton, with nothing in the browser's cache; ms. */
export async function firstView(scene: Scene) {
  const whole: number[] = []
  const paint: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const page = await pageOf(scene)
    const from = performance.now()
    await page.goto(scene.product.dashboard)
    await settled(page)
    whole.push(performance.now() - from)
    paint.push(await page.evaluate('performance.getEntriesByName("first-contentful-paint")[0].startTime'))
    await page.context().close()
  }
  return { wholeMs: round(quantile(whole, 0.5)), firstPaintMs: round(quantile(paint, 0.5)), runs: RUNS }
}

/** Events that a page was told over its socket. */
function countEvents(page: Page): () => number {
  let events = 0
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      const text = String(payload)
      // "pong" is no document
      const told: { events?: readonly unknown[] } = text.startsWith('{') ? JSON.parse(text) : {}
      events += told.events?.length ?? 0
    })
  })
  return () => events
}

/** Live with 200 numbers while messages flow: long tasks after the first view. */
export async function live(scene: Scene) {
  const { api, say } = scene
  const packageId = await packageOf(scene, 'Live')
  await addNumbers(api, packageId, newNumbers(200), UNPACED)
  say('  200 numbers')
  const page = await pageOf(scene)
  const events = countEvents(page)
  await page.goto(`${scene.product.dashboard}/live?package=${packageId}`)
  await settled(page)
  await pause(5_000)
  await longTasks(page)
  const before = events()
  const from = performance.now()
  for (let i = 0; performance.now() - from < 30_000; i++) {
    await api.expect(202, 'POST', `/api/v1/packages/${packageId}/messages`, { to: userOf(i), ...TEMPLATE })
    await pause(Math.max(0, from + (i + 1) * 40 - performance.now()))
  }
  const seconds = (performance.now() - from) / 1_000
  const eventsPerSecond = round((events() - before) / seconds)
  const tasks = await longTasks(page)
  for (const { start, ms } of tasks) say(`  a task of ${ms} ms at ${round(start)} ms`)
  await page.context().close()
  return { numbers: 200, eventsPerSecond, seconds: round(seconds), ...summary(tasks) }
}

/** When a number's badge has shown a state, the browser's clock, which is this machine's; ms. */
const shown = (page: Page, state: string): Promise<number> =>
  page.evaluate(`new Promise((done) => {
    const look = () => document.querySelector('.card-state .state[data-state="${state}"]') === null
      ? requestAnimationFrame(look)
      : requestAnimationFrame(() => done(Date.now()))
    look()
  })`)

/** From a person's request to pause a number to the pixel on another person's page; ms, the request's own way in it. */
export async function pixel(scene: Scene) {
  const { api } = scene
  const packageId = await packageOf(scene, 'Pixel')
  const [id = ''] = newNumbers(1)
  await addNumbers(api, packageId, [id], UNPACED)
  const page = await pageOf(scene)
  await page.goto(`${scene.product.dashboard}/live?package=${packageId}`)
  await settled(page)
  await shown(page, 'active')
  const took: number[] = []
  for (let run = 0; run < 20; run++) {
    for (const [verb, state] of [
      ['pause', 'paused'],
      ['resume', 'active'],
    ] as const) {
      const seen = shown(page, state)
      const from = Date.now()
      await api.expect(200, 'POST', `/api/v1/profiles/${id}/${verb}`, { reason: 'bench' })
      took.push((await seen) - from)
      await pause(300)
    }
  }
  await page.context().close()
  return { p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99), changes: took.length }
}

/** So long nobody asks before it is asked once more: workerd has put all of them to sleep by then, and a monitor's pace is no quicker. */
const ASLEEP_MS = 15_000

/** `GET /metrics` while 200 numbers are there: asked often, and as a monitor does, when all sleep; ms. */
export async function scrape(scene: Scene) {
  const { api, product } = scene
  await addNumbers(api, await packageOf(scene, 'Scrape'), newNumbers(200), UNPACED)
  const headers = { authorization: `Bearer ${product.adminToken}` }
  const ask = async (after: number) => {
    await pause(after)
    const from = performance.now()
    const answer = await fetch(`${product.api}/metrics`, { headers })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`/metrics answered ${answer.status}`)
    const shown = text.split('\n').filter((line) => line.startsWith('whats_guard_number_state')).length
    if (shown < 200) throw new Error(`/metrics shows ${shown} numbers`)
    return performance.now() - from
  }
  const often: number[] = []
  for (let run = 0; run < 20; run++) often.push(await ask(500))
  const asleep: number[] = []
  for (let run = 0; run < 3; run++) asleep.push(await ask(ASLEEP_MS))
  return {
    numbers: 200,
    p50Ms: round(quantile(often, 0.5)),
    slowestMs: round(Math.max(...often, ...asleep)),
    asleepMs: round(quantile(asleep, 0.5)),
  }
}

const ROWS = 10_000
const BATCH = 500
/** As far in a frame as a quick turn of the wheel moves; so many frames up, and down again. */
const STEP = 600
const STEPS = 300

/** 10,000 waiting messages in the list: walked down while they load, then up and down when all are there. */
export async function scroll(scene: Scene) {
  const { api, say } = scene
  const packageId = await packageOf(scene, 'Scroll')
  await addNumbers(api, packageId, newNumbers(1), UNPACED)
  const sendAt = new Date(Date.now() + 20 * 3_600_000).toISOString()
  for (let at = 0; at < ROWS; at += BATCH) {
    const messages = Array.from({ length: BATCH }, (_, i) => ({ to: userOf(at + i), ...TEMPLATE, guard: { sendAt } }))
    await api.expect(202, 'POST', `/api/v1/packages/${packageId}/messages/batch`, { messages })
  }
  // the list is the history's, which follows
  await until('the history of them all', 60_000, async () => {
    const { actors } = await api.expect(200, 'GET', '/api/v1/diagnostics')
    const told = actors as { actor: string; outbox: number | null }[]
    return told.every(({ outbox }) => outbox === 0) || undefined
  })
  say(`  ${ROWS} messages`)
  const page = await pageOf(scene)
  await page.goto(`${scene.product.dashboard}/messages?packageId=${packageId}`)
  await settled(page)
  await page.mouse.move(700, 500)
  await watchTasks(scene.browser, page)
  const height = (): Promise<number> => page.evaluate('document.documentElement.scrollHeight')
  await longTasks(page)
  for (let still = 0, last = 0; still < 40; ) {
    await page.mouse.wheel(0, 20_000)
    await pause(100)
    const now = await height()
    still = now === last ? still + 1 : 0
    last = now
  }
  const rows: number = await page.evaluate(
    'Math.max(...[...document.querySelectorAll("tr[data-index]")].map((row) => Number(row.dataset.index))) + 1',
  )
  if (rows < ROWS) throw new Error(`Only some ${rows} rows came.`)
  const loading = await longTasks(page)
  for (let step = 0; step < 2 * STEPS; step++) {
    await page.mouse.wheel(0, step < STEPS ? -STEP : STEP)
    await page.evaluate('new Promise(requestAnimationFrame)')
  }
  const walking = await longTasks(page)
  for (const { start, ms } of [...loading, ...walking]) say(`  a task of ${ms} ms at ${round(start)} ms`)
  const costliestMs = round(await costliestTask(scene.browser))
  await page.context().close()
  return { rows: ROWS, costliestMs, whileLoading: summary(loading), whenLoaded: summary(walking) }
}
