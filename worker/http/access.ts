import type { ROLES } from '../contract/admin.ts'

export type Role = (typeof ROLES)[number]

/**
 * What a route demands. `read`: look; `operate`: stop, start, pause, cancel, release; `send`: bring messages in;
 * `own`: look at messages (a sender sees those that it sent); `admin`: configure.
 */
export type Right = 'read' | 'operate' | 'send' | 'own' | 'admin'

const RIGHTS: Readonly<Record<Role, ReadonlySet<Right>>> = {
  viewer: new Set<Right>(['read', 'own']),
  operator: new Set<Right>(['read', 'own', 'operate']),
  sender: new Set<Right>(['send', 'own']),
  admin: new Set<Right>(['read', 'own', 'operate', 'send', 'admin']),
}

export function mayDo(role: Role, right: Right): boolean {
  return RIGHTS[role].has(right)
}

/** `public`: no token. `all`: the token must not be limited to some packages, since the route concerns the whole deployment. */
interface Demand {
  right: Right | 'public'
  all?: true
}

/**
 * Who may call what: one line for each route. A route that is missing here does not compile; one that is missing in
 * testing/access-lines.ts, which says the same by other means, fails the matrix test.
 */
export const ACCESS = {
  'GET /healthz': { right: 'public' },
  'GET /api/openapi.json': { right: 'public' },
  'GET /api/docs': { right: 'public' },
  'GET /api/docs/assets/:name': { right: 'public' },

  'GET /metrics': { right: 'read' },

  'POST /api/v1/session': { right: 'public' },
  'GET /api/v1/session': { right: 'own' },
  'DELETE /api/v1/session': { right: 'own' },

  'GET /api/v1/packages': { right: 'read' },
  'POST /api/v1/packages': { right: 'admin', all: true },
  'GET /api/v1/packages/:id': { right: 'read' },
  'PATCH /api/v1/packages/:id': { right: 'admin' },
  'DELETE /api/v1/packages/:id': { right: 'admin' },
  'GET /api/v1/packages/:id/stats': { right: 'read' },
  'GET /api/v1/packages/:id/queue': { right: 'read' },
  'POST /api/v1/packages/:id/pause': { right: 'operate' },
  'POST /api/v1/packages/:id/resume': { right: 'operate' },
  'GET /api/v1/packages/:id/routes': { right: 'read' },
  'PUT /api/v1/packages/:id/routes': { right: 'operate' },
  'DELETE /api/v1/packages/:id/routes': { right: 'operate' },
  'GET /api/v1/packages/:id/templates': { right: 'read' },
  'POST /api/v1/packages/:id/templates/sync': { right: 'operate' },
  'GET /api/v1/packages/:id/profiles': { right: 'read' },
  'POST /api/v1/packages/:id/profiles': { right: 'admin' },

  'GET /api/v1/profiles': { right: 'read' },
  'GET /api/v1/profiles/:id': { right: 'read' },
  'PATCH /api/v1/profiles/:id': { right: 'admin' },
  'DELETE /api/v1/profiles/:id': { right: 'admin' },
  'GET /api/v1/profiles/:id/health': { right: 'read' },
  'POST /api/v1/profiles/:id/pause': { right: 'operate' },
  'POST /api/v1/profiles/:id/resume': { right: 'operate' },
  'POST /api/v1/profiles/:id/quarantine': { right: 'operate' },
  'POST /api/v1/profiles/:id/reconnect': { right: 'operate' },
  'POST /api/v1/profiles/:id/windows': { right: 'operate' },

  'GET /api/v1/status': { right: 'read' },
  'GET /api/v1/status/summary': { right: 'read' },
  'GET /api/v1/status/:profileId': { right: 'read' },
  'GET /api/v1/stats': { right: 'read' },

  'POST /api/v1/packages/:id/messages': { right: 'send' },
  'POST /api/v1/packages/:id/messages/batch': { right: 'send' },
  'GET /api/v1/messages': { right: 'own' },
  'GET /api/v1/messages/:id': { right: 'own' },
  'PATCH /api/v1/messages/:id': { right: 'operate' },
  'POST /api/v1/messages/:id/cancel': { right: 'operate' },
  'POST /api/v1/messages/:id/release': { right: 'operate' },
  'GET /api/v1/scheduled': { right: 'read' },
  'POST /api/v1/stop': { right: 'operate' },
  'POST /api/v1/start': { right: 'operate' },

  'POST /:version{v[0-9]+\\.[0-9]+}/:senderId/messages': { right: 'send' },
  'POST /:version{v[0-9]+\\.[0-9]+}/:senderId/media': { right: 'send' },
  'GET /:version{v[0-9]+\\.[0-9]+}/:mediaId': { right: 'send' },
  'GET /:version{v[0-9]+\\.[0-9]+}/:mediaId/download': { right: 'send' },
  'DELETE /:version{v[0-9]+\\.[0-9]+}/:mediaId': { right: 'send' },

  'GET /api/v1/opt-outs': { right: 'read', all: true },
  'POST /api/v1/opt-outs': { right: 'operate', all: true },
  'DELETE /api/v1/opt-outs': { right: 'operate', all: true },
  'DELETE /api/v1/recipients/:address': { right: 'admin', all: true },

  'GET /api/v1/alerts': { right: 'read' },
  'GET /api/v1/alerts/count': { right: 'read' },
  'POST /api/v1/alerts/read-all': { right: 'operate' },
  'POST /api/v1/alerts/:id/read': { right: 'operate' },
  'DELETE /api/v1/alerts/:id': { right: 'operate' },
  'GET /api/v1/audit': { right: 'read' },
  'GET /api/v1/live': { right: 'read' },

  'GET /api/v1/settings': { right: 'read', all: true },
  'PUT /api/v1/settings': { right: 'admin', all: true },
  'POST /api/v1/settings/test-connection': { right: 'admin', all: true },
  'GET /api/v1/api-keys': { right: 'admin', all: true },
  'POST /api/v1/api-keys': { right: 'admin', all: true },
  'DELETE /api/v1/api-keys/:id': { right: 'admin', all: true },
  'GET /api/v1/diagnostics': { right: 'read', all: true },
} as const satisfies Readonly<Record<string, Demand>>

export type RouteKey = keyof typeof ACCESS

export function demandOf(key: RouteKey): Demand {
  return ACCESS[key]
}
