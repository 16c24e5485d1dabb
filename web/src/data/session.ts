import { createSignal } from 'solid-js'
import { api, whenSessionEnds } from './api.ts'
import { type ApiError, asApiError } from './problem.ts'
import { allows, type Right } from './rights.ts'
import type { Session } from './wire.ts'

/** Who is signed in. The token is sent once, to be changed for a cookie that no script can read; it is kept nowhere. */
type State =
  | { readonly kind: 'asking' }
  | { readonly kind: 'in'; readonly session: Session }
  /** `ended`: there was a session in this page, and it is over */
  | { readonly kind: 'out'; readonly ended: boolean }
  | { readonly kind: 'away'; readonly error: ApiError }

const [state, setState] = createSignal<State>({ kind: 'asking' })

export const sessionState = state

/** The session; undefined while nobody is signed in. */
export const session = (): Session | undefined => {
  const now = state()
  return now.kind === 'in' ? now.session : undefined
}

/** Whether who is signed in may do this: see `allows`. */
export const may = (right: Right, all = false): boolean => {
  const now = session()
  return now !== undefined && allows(now, right, all)
}

whenSessionEnds(() =>
  setState((now) => ({ kind: 'out', ended: now.kind === 'in' || (now.kind === 'out' && now.ended) })),
)

/** Asks whose cookie the browser holds; a page that is opened anew begins with it. */
export const askSession = async (): Promise<void> => {
  try {
    setState({ kind: 'in', session: await api.get<Session>('/session') })
  } catch (error) {
    const problem = asApiError(error)
    if (problem.status !== 401) setState({ kind: 'away', error: problem })
  }
}

/** @throws ApiError when the token is not taken */
export const signIn = async (token: string): Promise<void> => {
  setState({ kind: 'in', session: await api.post<Session>('/session', { token }) })
}

/**
 * Ends the session at the guard, and so everywhere that it is open. The pages go first, with what they are asking: an
 * answer to a session that has ended would be a refusal.
 *
 * @throws ApiError when the guard could not be told: the session goes on
 */
export const signOut = async (): Promise<void> => {
  const before = state()
  setState({ kind: 'asking' })
  try {
    await api.delete('/session')
    setState({ kind: 'out', ended: false })
  } catch (error) {
    // it was over already
    if (state().kind !== 'asking') return
    setState(before)
    throw error
  }
}
