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

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined

const templateOf = (content: unknown): string | undefined => {
  const name = memberOf(memberOf(content, 'template'), 'name')
  return typeof name === 'string' ? name : undefined
}

/** The language that a template is sent in: `en_US`. */
export const languageOf = (content: unknown): string | undefined => {
  const code = memberOf(memberOf(memberOf(content, 'template'), 'language'), 'code')
  return typeof code === 'string' ? plain(code) : undefined
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

/** `131026: Message undeliverable`; Meta writes its code before the title as well, and once is enough. */
export const errorText = ({ code, title }: NonNullable<MessageSummary['error']>): string => {
  const words = plain(title).replace(/^\(#\d+\)\s*/, '')
  return code === null ? words : `${code}: ${words}`
}
