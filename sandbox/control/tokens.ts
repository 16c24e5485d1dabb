import { Hono } from 'hono'
import * as z from 'zod'
import { tokenHash } from '../api/graph.ts'
import type { Core } from '../core.ts'
import { input } from './input.ts'

const body = z.strictObject({ token: z.string().min(1), dead: z.boolean() })

/** `POST /sandbox/tokens`: a dead token gets 190 on every call; `dead: false` revives it and lifts the stop. */
export function tokenRoutes(core: Core) {
  return new Hono().post('/tokens', async (c) => {
    const read = await input(c, body)
    if (!read.ok) return read.response
    const hash = await tokenHash(read.value.token)
    core.world.setDead(hash, read.value.dead)
    if (!read.value.dead) core.evidence.lift('token', hash, core.now())
    return c.json({ tokenHash: hash, dead: read.value.dead })
  })
}
