import * as z from 'zod'

/** An empty emoji takes the reaction back. */
export const Reaction = z.looseObject({ message_id: z.string().min(1).max(512), emoji: z.string().max(32) })
