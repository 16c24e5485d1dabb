import { SessionView } from '../../contract/session.ts'
import { refuse } from '../reply.ts'
import { route } from '../route.ts'
import { sessionView } from '../views/session-view.ts'

export const sessionGet = route('GET /api/v1/session', {
  summary: 'Who is signed in; 401 for nobody',
  answers: { 200: SessionView },
  async handle({ caller }) {
    if (caller.session === null) return refuse('unauthenticated', 'nobody is signed in: there is no session cookie')
    return { status: 200, body: sessionView(caller, caller.session.expiresAt) }
  },
})
