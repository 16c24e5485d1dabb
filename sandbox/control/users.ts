import { Hono } from 'hono'
import * as z from 'zod'
import type { Core } from '../core.ts'
import { phone, userId } from '../schema/common.ts'
import { input } from './input.ts'

const body = z.strictObject({ userId, phone })

/** `POST /sandbox/users`: says that a business-scoped user id and a phone are one user. */
export function userRoutes(core: Core) {
  return new Hono().post('/users', async (c) => {
    const read = await input(c, body)
    if (!read.ok) return read.response
    core.world.tieUser(read.value.userId, read.value.phone)
    return c.json(read.value)
  })
}
