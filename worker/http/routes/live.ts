import { reportFault } from '../../../durable/kit/fault.ts'
import { LiveFrame, LiveQuery } from '../../contract/live.ts'
import { invalidAt } from '../../contract/problem.ts'
import { Unavailable } from '../../db/unavailable.ts'
import { feedOf } from '../live-feed.ts'
import { route } from '../route.ts'

const PACKAGE = 'pkg_7k2m9x4q1a'
const NUMBER = '106540352242922'
const MESSAGE = 'wg7k2m9x4q1a0mwqz4h2t0001abc'
const AT = '2026-11-21T09:30:00.000Z'

const EXAMPLES = {
  snapshot: {
    ...{ type: 'snapshot', seq: 'mwqzazh26cae-12' },
    packages: [{ id: PACKAGE, name: 'Shop', paused: false, pausedReason: null, globalPaused: false, handedOver: 3 }],
    profiles: [{ profileId: NUMBER, packageId: PACKAGE, at: AT, state: 'active', reason: null, health: 97, queue: 3 }],
    alerts: [{ id: `profile:${NUMBER}:3`, rule: 'spam-limit', severity: 'critical', packageId: PACKAGE, firstAt: AT }],
  },
  events: {
    ...{ type: 'events', seq: 'mwqzazh26cae-14' },
    events: [
      {
        ...{ type: 'message', id: MESSAGE, rev: 4, packageId: PACKAGE },
        data: { status: 'delivered', profileId: NUMBER },
      },
      {
        ...{ type: 'alert', id: `profile:${NUMBER}:3`, rev: 2, packageId: PACKAGE },
        data: { rule: 'spam-limit', severity: 'critical', open: true },
      },
    ],
  },
}

export const live = route('GET /api/v1/live', {
  summary: 'WebSocket of live events: a snapshot, then events; `since` resumes',
  description:
    'An event tells that a message, a number (`profile`) or an alert has changed; alerts when they open, are counted, end, are read or dismissed, once the lists know of it. Each is a hint to ask again: it may be lost, and of several that come together the newest stands for all. Marking all as read is one event for each package. The answer 101 has no body: what is shown under it are the frames, each a text, that the socket then brings.',
  query: LiveQuery,
  answers: { 101: { media: 'application/json', schema: LiveFrame, examples: EXAMPLES } },
  async handle({ env, caller, request, query }) {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket')
      return { problem: invalidAt('Upgrade', 'must be websocket') }
    // a request of our own: nothing of the caller's headers reaches the feed
    const headers = new Headers({
      upgrade: 'websocket',
      'x-wg-key': caller.id,
      ...(caller.session === null
        ? {}
        : { 'x-wg-session': caller.session.id, 'x-wg-until': String(caller.session.expiresAt) }),
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
