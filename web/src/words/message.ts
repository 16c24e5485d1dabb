import type { MessageSummary } from '../data/wire.ts'
import { phone } from './phone.ts'
import { plain } from './plain.ts'

const KINDS: Readonly<Record<string, string>> = {
  text: 'Text',
  image: 'Image',
  audio: 'Audio',
  video: 'Video',
  document: 'Document',
  sticker: 'Sticker',
  location: 'Location',
  contacts: 'Contacts',
  interactive: 'Interactive message',
  reaction: 'Reaction',
}

const templateOf = (content: unknown): string | undefined => {
  if (typeof content !== 'object' || content === null || !('template' in content)) return undefined
  const { template } = content
  if (typeof template !== 'object' || template === null || !('name' in template)) return undefined
  return typeof template.name === 'string' ? template.name : undefined
}

/** What a message is: `Template order_shipped`, `Text`; a kind that is not known here by its own name. */
export const kindOf = (message: Pick<MessageSummary, 'type' | 'content'>): string => {
  if (message.type !== 'template') return KINDS[message.type] ?? plain(message.type)
  const name = templateOf(message.content)
  return name === undefined ? 'Template' : `Template ${plain(name)}`
}

/** `Template order_shipped to +57 300 123 4567` */
export const describeMessage = (
  message: Pick<MessageSummary, 'type' | 'content' | 'recipient' | 'direction'>,
): string => `${kindOf(message)} ${message.direction === 'in' ? 'from' : 'to'} ${phone(plain(message.recipient))}`
