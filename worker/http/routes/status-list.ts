import { StatusListView } from '../../contract/status.ts'
import { liveStatuses } from '../live-statuses.ts'
import { route } from '../route.ts'

export const statusList = route('GET /api/v1/status', {
  summary: 'Live status of all numbers',
  answers: { 200: StatusListView },
  async handle(ask) {
    const found = await liveStatuses(ask)
    const silent = found.flatMap((one) => (one.status === null ? [one.packageId] : []))
    return { status: 200, body: { items: found.flatMap((one) => one.items), silent } }
  },
})
