import { deleteSession } from '../../db/sessions.ts'
import { audited } from '../audited.ts'
import { closeSockets } from '../live-feed.ts'
import { refuse } from '../reply.ts'
import { route } from '../route.ts'
import { setCookie } from '../session/cookie.ts'
import { forgetSession } from '../session/session.ts'

export const sessionDelete = route('DELETE /api/v1/session', {
  summary: 'Sign out: the session ends here at once, everywhere within 60 seconds, and its live sockets close',
  answers: { 204: null },
  async handle(ask) {
    const { env, caller, request } = ask
    if (caller.session === null) return refuse('unauthenticated', 'nobody is signed in: there is no session cookie')
    const { id, hash } = caller.session
    forgetSession(hash)
    await deleteSession(env, id)
    ask.waitUntil(closeSockets(env, { session: id }))
    await audited(ask, 'session.ended', { kind: 'session', id }, null)
    return { status: 204, body: null, headers: { 'set-cookie': setCookie(request, '', 0) } }
  },
})
