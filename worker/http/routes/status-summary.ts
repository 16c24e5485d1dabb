import { STATES, StatusSummaryView } from '../../contract/status.ts'
import { instantOf } from '../../contract/wire.ts'
import { liveStatuses } from '../live-statuses.ts'
import { route } from '../route.ts'

export const statusSummary = route('GET /api/v1/status/summary', {
  summary: 'Live status in figures',
  answers: { 200: StatusSummaryView },
  async handle(ask) {
    const found = await liveStatuses(ask)
    const items = found.flatMap((one) => one.items)
    const states = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<(typeof STATES)[number], number>
    for (const item of items) states[item.state] += 1
    const packages = found.flatMap((one) => (one.status === null ? [] : [one.status]))
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
    return {
      status: 200,
      body: {
        at: instantOf(ask.now),
        packages: {
          total: found.length,
          paused: packages.filter((one) => one.paused).length,
          silent: found.length - packages.length,
        },
        profiles: { total: items.length, ...states },
        queue: {
          backlog: sum(packages.map((one) => one.backlog.total)),
          scheduled: sum(packages.map((one) => one.backlog.scheduled)),
          profiles: sum(items.map((item) => item.queue)),
          inFlight: sum(items.map((item) => item.inFlight)),
          open: sum(packages.map((one) => one.open)),
        },
        globalPaused: packages.some((one) => one.globalPaused),
      },
    }
  },
})
