import { reportFault } from '../../../durable/kit/fault.ts'
import { LiveQuery } from '../../contract/live.ts'
import { invalidAt } from '../../contract/problem.ts'
import { Unavailable } from '../../db/unavailable.ts'
import { feedOf } from '../live-feed.ts'
import { route } from '../route.ts'

export const live = route('GET /api/v1/live', {
  summary: 'WebSocket of live events: a snapshot, then events; `since` resumes',
  description:
    'An event tells that a message, a number (`profile`) or an alert has changed; alerts when they open, are counted, end, are read or dismissed, once the lists know of it. Each is a hint to ask again: it may be lost, and of several that come together the newest stands for all. Marking all as read is one event for each package.',
  query: LiveQuery,
  answers: { 101: null },
  async handle({ env, caller, request, query }) {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket')
      return { problem: invalidAt('Upgrade', 'must be websocket') }
    // a request of our own: nothing of the caller's headers reaches the feed
    const headers = new Headers({
      upgrade: 'websocket',
      'x-wg-key': caller.id,
      ...(caller.session === null ? {} : { 'x-wg-session': caller.session.id }),
      'x-wg-packages': caller.packageIds === null ? '*' : JSON.stringify([...caller.packageIds]),
    })
    const since = query.since === undefined ? '' : `?since=${encodeURIComponent(query.since)}`
    try {
      return await feedOf(env).fetch(new Request(`https://feed/live${since}`, { headers }))
    } catch (error) {
      reportFault('feed', error)
      throw new Unavailable('the live feed does not answer')
    }
  },
})
