import type { RouteKey } from '../access.ts'

const NUMBER = '106540352242922'
const hello = { to: '+16505551234', type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }

/** Bodies as a caller would send them, where one made from the schema would say too little. */
export const BODIES: Partial<Record<RouteKey, unknown>> = {
  'POST /api/v1/session': { token: 'wg_Qm9va0Jvb2tCb29rQm9va0Jvb2tCb29rQm9va0Jvb2s' },
  'POST /api/v1/packages': { name: 'Shop', distribution: 'smart', failover: { stickyPatienceSeconds: 900 } },
  'PATCH /api/v1/packages/:id': { distribution: 'weighted', weights: { [NUMBER]: 3 } },
  'POST /api/v1/packages/:id/pause': { reason: 'holiday' },
  'POST /api/v1/packages/:id/resume': { reason: 'back' },
  'PUT /api/v1/packages/:id/routes': { recipient: '+16505551234', profileId: NUMBER },
  'POST /api/v1/packages/:id/profiles': {
    ...{ phoneNumberId: NUMBER, displayName: 'Shop Berlin', wabaId: '102290129340398', accessToken: 'EAAG...' },
    ...{ preset: 'standard', cooldown: { min: 1.5, max: 4 }, timezone: 'Europe/Berlin' },
  },
  'PATCH /api/v1/profiles/:id': { limits: { hourly: 300 }, priority: 2 },
  'POST /api/v1/profiles/:id/windows': { windows: [{ address: '+16505551234', until: '2026-11-22T09:30:00.000Z' }] },
  'POST /api/v1/packages/:id/messages': { ...hello, guard: { priority: 'high', reference: 'order-4711' } },
  'POST /api/v1/packages/:id/messages/batch': {
    messages: [hello, { ...hello, to: '+573001234567', guard: { sendAt: '2026-11-22T08:00:00-05:00' } }],
  },
  'PATCH /api/v1/messages/:id': { sendAt: '2026-11-22T08:00:00-05:00' },
  'POST /api/v1/stop': { scope: 'all', reason: 'wrong price in the template' },
  'POST /api/v1/start': { scope: 'all' },
  'POST /api/v1/opt-outs': { recipient: '+16505551234', scope: 'marketing' },
  'PUT /api/v1/settings': { throttle: { requestsPerMinute: 600 }, retention: { contentDays: 7 } },
  'POST /api/v1/settings/test-connection': { profileId: NUMBER },
  'POST /api/v1/api-keys': { name: 'shop backend', role: 'sender', packageIds: ['pkg_7k2m9x4q1a'] },
  'POST /:version{v[0-9]+\\.[0-9]+}/:senderId/messages': { messaging_product: 'whatsapp', ...hello },
}
