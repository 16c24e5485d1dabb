import { listOf, memberOf, textOf } from '../../durable/domain/json.ts'
import type { Change } from './changes.ts'

/** Kinds of message that carry a file under their own name. */
const KINDS = ['image', 'video', 'audio', 'document', 'sticker']
/** As Meta's are. */
const MEDIA_ID = /^\d{1,32}$/

/** Ids of the files in a change: users sent them to its number, or its own phone app did. Pure. */
export function filesIn(value: Change['value']): string[] {
  const messages = [...listOf(value['messages']), ...listOf(value['message_echoes'])]
  return messages.flatMap((message) =>
    KINDS.flatMap((kind) => {
      const id = textOf(memberOf(message, kind, 'id'))
      return id !== null && MEDIA_ID.test(id) ? [id] : []
    }),
  )
}
