import type { Browser, Page } from 'playwright-core'

/** A complete event of a trace: `dur` is the time from start to end, `tdur` that for which the thread had a core; microseconds. */
interface TraceEvent {
  ph: string
  name: string
  pid: number
  tid: number
  dur?: number
  tdur?: number
  args?: { name?: string }
}

const TASK = 'ThreadControllerImpl::RunTask'

/** Begins to watch what the tasks of the page's main thread cost. */
export const watchTasks = (browser: Browser, page: Page): Promise<void> =>
  browser.startTracing(page, { categories: ['toplevel'] })

/**
 * @returns ms of a core that the most expensive task took. The browser's own word on long tasks counts by the clock: where it
 * draws without a graphics chip, its other threads take the cores in between, and a task counts as long that did not work long.
 * @throws Error when the trace shows no task
 */
export async function costliestTask(browser: Browser): Promise<number> {
  const trace: { traceEvents: TraceEvent[] } = JSON.parse((await browser.stopTracing()).toString())
  const mains = new Set<string>()
  for (const { name, pid, tid, args } of trace.traceEvents)
    if (name === 'thread_name' && args?.name === 'CrRendererMain') mains.add(`${pid}:${tid}`)
  const costs = trace.traceEvents.flatMap(({ ph, name, pid, tid, tdur }) =>
    ph === 'X' && name === TASK && tdur !== undefined && mains.has(`${pid}:${tid}`) ? [tdur / 1_000] : [],
  )
  if (costs.length === 0) throw new Error('The trace shows no task of the page.')
  return costs.reduce((most, one) => Math.max(most, one), 0)
}
