/** What a message says, in one line, from its Cloud API object: ours or a user's. */

type Bag = Readonly<Record<string, unknown>>

const bagOf = (value: unknown): Bag | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined

const textAt = (value: unknown, ...path: readonly string[]): string | undefined => {
  let at = value
  for (const name of path) at = bagOf(at)?.[name]
  return typeof at === 'string' && at.trim() !== '' ? at : undefined
}

const listAt = (value: unknown, name: string): readonly unknown[] => {
  const found = bagOf(value)?.[name]
  return Array.isArray(found) ? found : []
}

/** Parameters of a template as they were given; its own words are Meta's and not in the message. */
const parametersOf = (template: unknown): string | undefined => {
  const texts = listAt(template, 'components').flatMap((component) =>
    listAt(component, 'parameters').flatMap((one) => textAt(one, 'text') ?? textAt(one, 'payload') ?? []),
  )
  return texts.length === 0 ? undefined : texts.join(' · ')
}

/** A number, or one in text. */
const isDegrees = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))

const coordinates = (location: unknown): string | undefined => {
  const { latitude, longitude } = bagOf(location) ?? {}
  return isDegrees(latitude) && isDegrees(longitude) ? `${latitude}, ${longitude}` : undefined
}

const SAYS: Readonly<Record<string, (member: unknown) => string | undefined>> = {
  text: (member) => textAt(member, 'body'),
  template: parametersOf,
  interactive: (member) =>
    textAt(member, 'body', 'text') ??
    textAt(member, 'button_reply', 'title') ??
    textAt(member, 'list_reply', 'title') ??
    textAt(member, 'header', 'text'),
  button: (member) => textAt(member, 'text'),
  location: (member) => textAt(member, 'name') ?? textAt(member, 'address') ?? coordinates(member),
  reaction: (member) => textAt(member, 'emoji') ?? 'taken back',
  contacts: (member) =>
    (Array.isArray(member) ? member : [])
      .flatMap((one) => textAt(one, 'name', 'formatted_name') ?? [])
      .slice(0, 3)
      .join(', ') || undefined,
}

const media = (member: unknown): string | undefined =>
  textAt(member, 'caption') ?? textAt(member, 'filename') ?? textAt(member, 'link')

/** undefined: it says nothing in words, or its text is erased. It is a stranger's text: show it with `plain`. */
export const contentText = (type: string, content: unknown): string | undefined => {
  const member = bagOf(content)?.[type]
  return (SAYS[type] ?? media)(member)
}

/** The message that it answers, by Meta's id or the guard's. */
export const repliesTo = (content: unknown): string | undefined =>
  textAt(content, 'context', 'message_id') ??
  textAt(content, 'context', 'id') ??
  textAt(content, 'reaction', 'message_id')
