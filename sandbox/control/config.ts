import { Hono } from 'hono'
import type { Core } from '../core.ts'
import { config } from '../settings.ts'
import { input } from './input.ts'

/** `GET` and `POST /sandbox/config`: delays, read share, webhook address, seed; members that are given change. */
export function configRoutes(core: Core) {
  return new Hono()
    .get('/config', (c) => c.json(core.config()))
    .post('/config', async (c) => {
      const partial = config.extend({ delays: config.shape.delays.partial() }).partial()
      const body = await input(c, partial)
      if (!body.ok) return body.response
      const { delays, ...rest } = body.value
      const changed = { ...core.configChanges(), ...rest }
      core.saveConfig(delays === undefined ? changed : { ...changed, delays: { ...core.config().delays, ...delays } })
      return c.json(core.config())
    })
}
