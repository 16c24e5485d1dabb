import type { Rooms } from '../env.ts'

/** As much of an actor as a test needs, in the place of its namespace. */
export function rooms<Rpc extends object>(make: (name: string) => Partial<Rpc>): Rooms<Rpc> {
  return {
    idFromName: (name) => ({ name, toString: () => name, equals: (other) => other.name === name }),
    get: (id) => make(id.name ?? '') as Rpc,
  }
}
