import { ConnectionInput, ConnectionView } from '../../contract/admin.ts'
import { readProfile } from '../../db/profiles.ts'
import { actors } from '../actors.ts'
import { probeGraph } from '../probe-graph.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { profileInScope } from '../scope.ts'

export const settingsTestConnection = route('POST /api/v1/settings/test-connection', {
  summary: "Whether Meta's Graph answers; with a number, whether Meta takes its token",
  body: { schema: ConnectionInput, optional: true },
  answers: { 200: ConnectionView },
  async handle(ask) {
    const { env, body, by } = ask
    if (body.profileId === undefined) return { status: 200, body: await probeGraph(env) }
    const entry = await profileInScope(ask, body.profileId)
    if (isRefusal(entry)) return entry
    const started = Date.now()
    const [row, status] = await Promise.all([readProfile(env, entry.id), actors.profile(env, entry.id).check(by)])
    const ok = status.state !== 'disconnected'
    return {
      status: 200,
      body: {
        ok,
        graphUrl: row?.graphUrl ?? env.META_GRAPH_URL,
        graphVersion: env.META_GRAPH_VERSION,
        httpStatus: null,
        latencyMs: Date.now() - started,
        detail: ok
          ? `Meta knows the number: ${status.metaStatus ?? 'no status named'}`
          : (status.reason ?? 'disconnected'),
      },
    }
  },
})
