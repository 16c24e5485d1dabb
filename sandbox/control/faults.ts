import { Hono } from 'hono'
import * as z from 'zod'
import type { Core } from '../core.ts'
import { fault } from '../settings.ts'
import { input } from './input.ts'

const body = z.union([z.array(fault), fault.transform((one) => [one])])

/** `GET`, `POST`, `DELETE /sandbox/faults`: POST adds one or a list, a known id is replaced; `DELETE ?id=` takes one away. */
export function faultRoutes(core: Core) {
  return new Hono()
    .get('/faults', (c) => c.json({ items: core.faults() }))
    .post('/faults', async (c) => {
      const read = await input(c, body)
      if (!read.ok) return read.response
      const list = [...core.faults()]
      for (const one of read.value) {
        const entry = { ...one, id: one.id ?? freeId(list.map((known) => known.id)) }
        const at = list.findIndex((known) => known.id === entry.id)
        if (at < 0) list.push(entry)
        else list[at] = entry
      }
      core.saveFaults(list)
      return c.json({ items: list })
    })
    .delete('/faults', (c) => {
      const id = c.req.query('id')
      core.saveFaults(id === undefined ? [] : core.faults().filter((one) => one.id !== id))
      return c.json({ items: core.faults() })
    })
}

function freeId(taken: string[]): string {
  for (let n = taken.length + 1; ; n++) if (!taken.includes(`fault-${n}`)) return `fault-${n}`
}
