import {
  alert,
  nextNumber,
  type Place,
  ROUTED,
  schedule,
  someAddress,
  withFile,
  withNumber,
  withRoute,
} from './access-places.ts'

type Asking = (at: Place) => { path: string; body?: unknown }

/** What a route owes each caller. Written from api.md ("Who may call"), never from access.ts. */
export interface Line {
  /** letters of the roles that may: v(iewer), o(perator), s(ender), a(dmin); `meta`: no token of ours helps */
  may: string
  /** keys that are limited to packages may not */
  all?: true
  ask: Asking
  /** the status that shows that the caller came through to what it asked for */
  ok: number
  /** the same for who came with a session's cookie, where it differs: that session is opened for this one call */
  okBySession?: number
  /** beside what the caller is known by */
  headers?: () => Record<string, string>
  /** what is not there, or may not be known of: 404 unless said */
  unseen?: number
  /** the same for who came with a session: the drop-in face knows none */
  bearerOnly?: true
  /** concerns no single package: foreign and unknown do not exist for it */
  placeless?: true
  /** the route hides messages that a sender did not bring in itself */
  notForSender?: true
  /** makes what a call uses up */
  fresh?: (at: Place) => Promise<Place>
  /** other ways to name a place: foreign and unknown must look alike here too */
  filters?: readonly Asking[]
}

const V1 = '/api/v1'
const template = (to: string) => ({
  ...{ to, type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
})
const soon = () => new Date(Date.now() + 7_200_000).toISOString()

/** One package's own paths. */
const pkg = (rest = '', body?: (at: Place) => unknown): Asking => {
  return (at) => ({ path: `${V1}/packages/${at.packageId}${rest}`, ...(body === undefined ? {} : { body: body(at) }) })
}
const profile = (rest = '', body?: (at: Place) => unknown): Asking => {
  return (at) => ({ path: `${V1}/profiles/${at.profileId}${rest}`, ...(body === undefined ? {} : { body: body(at) }) })
}
const message = (rest = '', body?: (at: Place) => unknown): Asking => {
  return (at) => ({ path: `${V1}/messages/${at.messageId}${rest}`, ...(body === undefined ? {} : { body: body(at) }) })
}
const fixed = (path: string, body?: unknown): Asking => {
  return () => ({ path: path.startsWith('/') ? path : `${V1}/${path}`, ...(body === undefined ? {} : { body }) })
}
const by = (path: string, ...names: ('packageId' | 'profileId' | 'subjectId')[]): Asking[] =>
  names.map((name) => (at) => ({ path: `${V1}/${path}?${name}=${name === 'subjectId' ? at.profileId : at[name]}` }))

/** The drop-in face: for who brings messages in, and what is not there is Graph's error 100. */
const face = { may: 'sa', unseen: 400, bearerOnly: true } as const
const file = (rest: string): Asking => {
  return (at) => ({ path: `/v26.0/${at.mediaId}${rest}?phone_number_id=${at.profileId}` })
}

const freshMessage = async (at: Place): Promise<Place> => ({ ...at, messageId: await schedule(at) })
const freshAlert = async (at: Place): Promise<Place> => ({ ...at, alertId: await alert(at) })

export const MATRIX: Readonly<Record<string, Line>> = {
  'GET /healthz': { may: 'everybody', ask: fixed('/healthz'), ok: 200, placeless: true },
  'GET /api/openapi.json': { may: 'everybody', ask: fixed('/api/openapi.json'), ok: 200, placeless: true },
  'GET /api/docs': { may: 'everybody', ask: fixed('/api/docs'), ok: 200, placeless: true },
  'GET /api/docs/assets/:name': { may: 'everybody', ask: fixed('/api/docs/assets/own.css'), ok: 200, placeless: true },
  'GET /webhooks/meta': {
    ...{ may: 'meta', ok: 403, placeless: true },
    ask: fixed('/webhooks/meta?hub.mode=subscribe&hub.challenge=1&hub.verify_token=admin'),
  },
  'POST /webhooks/meta': { may: 'meta', ask: fixed('/webhooks/meta', {}), ok: 401, placeless: true },

  'GET /metrics': { may: 'voa', ask: fixed('/metrics'), ok: 200, placeless: true },

  'POST /api/v1/session': {
    ...{ may: 'everybody', ask: fixed('session', { token: 'admin' }), ok: 201, placeless: true },
    headers: someAddress,
  },
  // with a bearer token nobody is signed in
  'GET /api/v1/session': { may: 'vosa', ask: fixed('session'), ok: 401, okBySession: 200, placeless: true },
  'DELETE /api/v1/session': { may: 'vosa', ask: fixed('session'), ok: 401, okBySession: 204, placeless: true },

  'GET /api/v1/packages': { may: 'voa', ask: fixed('packages'), ok: 200, placeless: true },
  'POST /api/v1/packages': { may: 'a', all: true, ask: fixed('packages', { name: 'n' }), ok: 201, placeless: true },
  'GET /api/v1/packages/:id': { may: 'voa', ask: pkg(), ok: 200 },
  'PATCH /api/v1/packages/:id': { may: 'a', ask: pkg('', () => ({ name: 'renamed' })), ok: 200 },
  // it has an open message
  'DELETE /api/v1/packages/:id': { may: 'a', ask: pkg(), ok: 409 },
  'GET /api/v1/packages/:id/stats': { may: 'voa', ask: pkg('/stats'), ok: 200 },
  'GET /api/v1/packages/:id/queue': { may: 'voa', ask: pkg('/queue'), ok: 200 },
  'POST /api/v1/packages/:id/pause': { may: 'oa', ask: pkg('/pause', () => ({ reason: 'r' })), ok: 200 },
  'POST /api/v1/packages/:id/resume': { may: 'oa', ask: pkg('/resume', () => ({})), ok: 200 },
  'GET /api/v1/packages/:id/routes': { may: 'voa', ask: pkg('/routes'), ok: 200 },
  'PUT /api/v1/packages/:id/routes': {
    ...{ may: 'oa', ok: 200 },
    ask: pkg('/routes', (at) => ({ recipient: '+16505557100', profileId: at.profileId })),
  },
  'DELETE /api/v1/packages/:id/routes': {
    ...{ may: 'oa', ok: 204, fresh: withRoute },
    ask: pkg(`/routes?recipient=${encodeURIComponent(ROUTED)}`),
  },
  'GET /api/v1/packages/:id/templates': { may: 'voa', ask: pkg('/templates'), ok: 200 },
  'POST /api/v1/packages/:id/templates/sync': { may: 'oa', ask: pkg('/templates/sync', () => ({})), ok: 200 },
  'GET /api/v1/packages/:id/profiles': { may: 'voa', ask: pkg('/profiles'), ok: 200 },
  'POST /api/v1/packages/:id/profiles': {
    ...{ may: 'a', ok: 201 },
    ask: pkg('/profiles', ({ wabaId, portfolioId }) => ({
      ...{ phoneNumberId: nextNumber(), displayName: 'n', wabaId, portfolioId, accessToken: 'EAA' },
    })),
  },

  'GET /api/v1/profiles': { may: 'voa', ask: fixed('profiles'), ok: 200, placeless: true },
  'GET /api/v1/profiles/:id': { may: 'voa', ask: profile(), ok: 200 },
  'PATCH /api/v1/profiles/:id': { may: 'a', ask: profile('', () => ({ priority: 1 })), ok: 200 },
  'DELETE /api/v1/profiles/:id': { may: 'a', ask: profile(), ok: 200, fresh: withNumber },
  'GET /api/v1/profiles/:id/health': { may: 'voa', ask: profile('/health'), ok: 200 },
  'POST /api/v1/profiles/:id/pause': { may: 'oa', ask: profile('/pause', () => ({})), ok: 200 },
  'POST /api/v1/profiles/:id/resume': { may: 'oa', ask: profile('/resume', () => ({})), ok: 200 },
  'POST /api/v1/profiles/:id/quarantine': { may: 'oa', ask: profile('/quarantine', () => ({})), ok: 200 },
  'POST /api/v1/profiles/:id/reconnect': { may: 'oa', ask: profile('/reconnect', () => ({})), ok: 200 },
  'POST /api/v1/profiles/:id/windows': {
    ...{ may: 'oa', ok: 200 },
    ask: profile('/windows', () => ({ windows: [{ address: '+16505557200', until: soon() }] })),
  },

  'GET /api/v1/status': { may: 'voa', ask: fixed('status'), ok: 200, placeless: true },
  'GET /api/v1/status/summary': { may: 'voa', ask: fixed('status/summary'), ok: 200, placeless: true },
  'GET /api/v1/status/:profileId': { may: 'voa', ask: (at) => ({ path: `${V1}/status/${at.profileId}` }), ok: 200 },
  'GET /api/v1/stats': {
    ...{ may: 'voa', ask: fixed('stats'), ok: 200, placeless: true },
    filters: by('stats', 'packageId', 'profileId'),
  },

  'POST /api/v1/packages/:id/messages': {
    ...{ may: 'sa', ask: pkg('/messages', () => template('+16505557300')), ok: 202 },
  },
  'POST /api/v1/packages/:id/messages/batch': {
    ...{ may: 'sa', ask: pkg('/messages/batch', () => ({ messages: [template('+16505557301')] })), ok: 202 },
  },
  'GET /api/v1/messages': {
    ...{ may: 'vosa', ask: fixed('messages'), ok: 200, placeless: true },
    filters: by('messages', 'packageId', 'profileId'),
  },
  'GET /api/v1/messages/:id': { may: 'vosa', ask: message(), ok: 200, notForSender: true },
  'PATCH /api/v1/messages/:id': {
    ...{ may: 'oa', ask: message('', () => ({ sendAt: soon() })), ok: 200, fresh: freshMessage },
  },
  'POST /api/v1/messages/:id/cancel': { may: 'oa', ask: message('/cancel'), ok: 200, fresh: freshMessage },
  // it waits for its time, so there is nothing to release
  'POST /api/v1/messages/:id/release': { may: 'oa', ask: message('/release'), ok: 409 },
  'GET /api/v1/scheduled': {
    ...{ may: 'voa', ask: fixed('scheduled'), ok: 200, placeless: true },
    filters: by('scheduled', 'packageId'),
  },
  'POST /api/v1/stop': {
    ...{ may: 'oa', ask: (at) => ({ path: `${V1}/stop`, body: { scope: 'package', id: at.packageId } }), ok: 200 },
  },
  'POST /api/v1/start': {
    ...{ may: 'oa', ask: (at) => ({ path: `${V1}/start`, body: { scope: 'package', id: at.packageId } }), ok: 200 },
  },

  'POST /:version{v[0-9]+\\.[0-9]+}/:senderId/messages': {
    ...{ ...face, ok: 200 },
    ask: (at) => ({
      path: `/v26.0/${at.profileId}/messages`,
      // nobody waits for what leaves in two hours
      body: { ...template('+16505557310'), guard: { sendAt: soon() } },
    }),
    filters: [(at) => ({ path: `/v26.0/${at.packageId}/messages`, body: template('+16505557311') })],
  },
  'POST /:version{v[0-9]+\\.[0-9]+}/:senderId/media': {
    // let through, and then told that there is no file
    ...{ ...face, ok: 400, ask: (at) => ({ path: `/v26.0/${at.profileId}/media`, body: {} }) },
    filters: [(at) => ({ path: `/v26.0/${at.packageId}/media`, body: {} })],
  },
  'GET /:version{v[0-9]+\\.[0-9]+}/:mediaId': { ...face, ok: 200, ask: file('') },
  'GET /:version{v[0-9]+\\.[0-9]+}/:mediaId/download': { ...face, ok: 200, ask: file('/download') },
  'DELETE /:version{v[0-9]+\\.[0-9]+}/:mediaId': { ...face, ok: 200, ask: file(''), fresh: withFile },

  'GET /api/v1/opt-outs': { may: 'voa', all: true, ask: fixed('opt-outs'), ok: 200, placeless: true },
  'POST /api/v1/opt-outs': {
    ...{ may: 'oa', all: true, ok: 201, placeless: true },
    ask: fixed('opt-outs', { recipient: '+16505557400' }),
  },
  'DELETE /api/v1/opt-outs': {
    ...{ may: 'oa', all: true, ok: 200, placeless: true },
    ask: fixed('opt-outs?recipient=%2B16505557400'),
  },
  'DELETE /api/v1/recipients/:address': {
    ...{ may: 'a', all: true, ok: 200, placeless: true },
    ask: fixed('recipients/%2B16505557500'),
  },

  'GET /api/v1/alerts': {
    ...{ may: 'voa', ask: fixed('alerts'), ok: 200, placeless: true },
    filters: by('alerts', 'packageId', 'profileId'),
  },
  'GET /api/v1/alerts/count': {
    ...{ may: 'voa', ask: fixed('alerts/count'), ok: 200, placeless: true },
    filters: by('alerts/count', 'packageId', 'profileId'),
  },
  'POST /api/v1/alerts/read-all': {
    ...{ may: 'oa', ask: fixed('alerts/read-all'), ok: 200, placeless: true },
    filters: by('alerts/read-all', 'packageId', 'profileId'),
  },
  'POST /api/v1/alerts/:id/read': {
    ...{ may: 'oa', ask: (at) => ({ path: `${V1}/alerts/${at.alertId}/read` }), ok: 200 },
  },
  'DELETE /api/v1/alerts/:id': {
    ...{ may: 'oa', ask: (at) => ({ path: `${V1}/alerts/${at.alertId}` }), ok: 204, fresh: freshAlert },
  },
  'GET /api/v1/audit': {
    ...{ may: 'voa', ask: fixed('audit'), ok: 200, placeless: true },
    filters: by('audit', 'packageId', 'subjectId'),
  },
  // not a WebSocket: whoever may comes as far as being told so
  'GET /api/v1/live': { may: 'voa', ask: fixed('live'), ok: 400, placeless: true },

  'GET /api/v1/settings': { may: 'voa', all: true, ask: fixed('settings'), ok: 200, placeless: true },
  'PUT /api/v1/settings': { may: 'a', all: true, ask: fixed('settings', {}), ok: 200, placeless: true },
  'POST /api/v1/settings/test-connection': {
    ...{ may: 'a', all: true, ok: 200 },
    ask: (at) => ({ path: `${V1}/settings/test-connection`, body: { profileId: at.profileId } }),
  },
  'GET /api/v1/api-keys': { may: 'a', all: true, ask: fixed('api-keys'), ok: 200, placeless: true },
  'POST /api/v1/api-keys': {
    ...{ may: 'a', all: true, ok: 201, placeless: true },
    ask: fixed('api-keys', { name: 'n', role: 'viewer' }),
  },
  'DELETE /api/v1/api-keys/:id': {
    may: 'a',
    all: true,
    ask: (at) => ({ path: `${V1}/api-keys/${at.keyId}` }),
    ok: 200,
  },
  'GET /api/v1/diagnostics': { may: 'voa', all: true, ask: fixed('diagnostics'), ok: 200, placeless: true },
}
