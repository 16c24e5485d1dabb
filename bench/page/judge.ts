/**
 * What must not be passed, by measurement: ms, or how many tasks of 50 ms or more. For the list it is what the costliest task
 * took of a core (busy.ts); how many lasted longer by the clock is told beside it.
 */
const MOST = {
  firstView: { wholeMs: 1_000 },
  live: { longTasks: 0 },
  pixel: { p99Ms: 500 },
  scroll: { costliestMs: 50 },
  scrape: { slowestMs: 300 },
} as const

const figureAt = (figures: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, name) => (at instanceof Object ? Reflect.get(at, name) : undefined), figures)

/**
 * @returns what of a measurement is past its limit, one line each
 * @throws Error when a figure is not there: what is not measured is not within its limit
 */
export const tooMuch = (name: keyof typeof MOST, figures: object): readonly string[] =>
  Object.entries(MOST[name]).flatMap(([path, most]) => {
    const figure = figureAt(figures, path)
    if (typeof figure !== 'number') throw new Error(`${name} gives no ${path}`)
    return figure > most ? [`${name} ${path} is ${figure}, at most ${most}`] : []
  })
