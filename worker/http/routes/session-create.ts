import { SessionInput, SessionView } from '../../contract/session.ts'
import { audited } from '../audited.ts'
import { callerByToken } from '../auth.ts'
import { actorOf, sessionOf } from '../caller.ts'
import { isRefusal, refuse } from '../reply.ts'
import { route } from '../route.ts'
import { foreignOrigin } from '../session/same-origin.ts'
import { openSession } from '../session/session.ts'
import { waitOf } from '../session/tries.ts'
import { sessionView } from '../views/session-view.ts'

export const sessionCreate = route('POST /api/v1/session', {
  summary: 'Sign in at a dashboard',
  description:
    'The answer sets an HttpOnly, SameSite=Strict cookie that stands in the place of a bearer token. Whoever calls by cookie sends X-Requested-With: whats-guard with every change, from an Origin of ours. Ten tries a minute per address.',
  body: { schema: SessionInput },
  answers: { 201: SessionView },
  async handle(ask) {
    const { env, request, now } = ask
    const foreign = foreignOrigin(request)
    if (foreign !== null) return foreign
    const wait = await waitOf(env, request, now)
    if (wait > 0) return refuse('rate-limited', 'more than 10 tries a minute', { retryAfterSeconds: wait })
    const holder = await callerByToken(ask.body.token, env, now)
    if (isRefusal(holder)) return holder
    const { session, cookie } = await openSession(env, request, holder, now)
    const caller = { ...holder, session: sessionOf(session) }
    await audited({ ...ask, by: actorOf(caller) }, 'session.opened', { kind: 'session', id: session.id }, null)
    return { status: 201, body: sessionView(caller, session.expiresAt), headers: { 'set-cookie': cookie } }
  },
})
