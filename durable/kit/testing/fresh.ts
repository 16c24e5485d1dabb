import { listDurableObjectIds, reset, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterAll, vi } from 'vitest'

const bindings = Object.values(env as object).filter((one): one is object => typeof one === 'object' && one !== null)
// by name: a service binding says of every member that it has it
const named = (one: object, name: string): boolean => one.constructor.name.endsWith(name)
const isDatabase = (one: object): one is D1Database => named(one, 'D1Database')
const isNamespace = (one: object): one is DurableObjectNamespace => named(one, 'DurableObjectNamespace')

/**
 * Files share a workerd, and leave nothing behind for the next: no object, no row, no instance, nothing replaced. `reset`
 * passes over what is not in memory, as what was not asked for ten seconds: so everything is asked before.
 */
afterAll(async () => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  for (const database of bindings.filter(isDatabase)) await database.prepare('SELECT 1').run()
  for (const namespace of bindings.filter(isNamespace)) {
    const ids = await listDurableObjectIds(namespace)
    await Promise.all(ids.map((id) => runInDurableObject(namespace.get(id), () => undefined)))
  }
  await reset()
})
