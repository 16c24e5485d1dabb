import type { Role, Session } from './wire.ts'

/** What a role may do, as the API has it: `read`, `operate` (pause, stop, cancel), `send`, `own` (messages), `admin`. */
export type Right = 'read' | 'operate' | 'send' | 'own' | 'admin'

const RIGHTS: Readonly<Record<Role, readonly Right[]>> = {
  viewer: ['read', 'own'],
  operator: ['read', 'own', 'operate'],
  sender: ['send', 'own'],
  admin: ['read', 'own', 'operate', 'send', 'admin'],
}

/**
 * Whether a session may do something, so that no button is shown that would be refused. `all`: it concerns the whole
 * deployment, so the session must not be limited to some packages. The API decides again.
 */
export const allows = (session: Session, right: Right, all = false): boolean =>
  RIGHTS[session.role].includes(right) && (!all || session.packageIds === null)
