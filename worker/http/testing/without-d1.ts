import type { Env } from '../../env.ts'

/** The same deployment while its database is away: every statement fails. The actors keep theirs. */
export function withoutD1(env: Env): Env {
  const away = () => Promise.reject(new Error('D1_ERROR: D1 is away'))
  const statement: object = new Proxy({}, { get: (_, name) => (name === 'bind' ? () => statement : away) })
  return { ...env, DB: new Proxy(env.DB, { get: (_, name) => (name === 'prepare' ? () => statement : away) }) }
}
