import * as z from 'zod'

/** What the live feed sends over its WebSocket. `seq` is `<epoch>-<n>`. */
export const LiveEvent = z.object({
  type: z.enum(['message', 'profile', 'package', 'alert']),
  id: z.string(),
  rev: z.number(),
  packageId: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
})

export const LiveFrame = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('snapshot'),
      seq: z.string(),
      packages: z.array(z.unknown()),
      profiles: z.array(z.unknown()),
      alerts: z.array(z.unknown()),
    }),
    z.object({ type: z.literal('events'), seq: z.string(), events: z.array(LiveEvent) }),
  ])
  .meta({ id: 'LiveFrame', description: 'One text of the WebSocket' })

export const LiveQuery = z.object({
  since: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}-\d{1,16}$/)
    .optional(),
})
