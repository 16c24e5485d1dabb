/** What can be sent from here, and the fields that each kind has. Fields hold text; `build.ts` makes a message of them. */

export const KINDS = [
  'text',
  'template',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'buttons',
  'list',
  'location',
  'reaction',
] as const

export type Kind = (typeof KINDS)[number]

export const KIND_WORDS: Readonly<Record<Kind, string>> = {
  text: 'Text',
  template: 'Template',
  image: 'Image by link',
  video: 'Video by link',
  audio: 'Audio by link',
  document: 'Document by link',
  sticker: 'Sticker by link',
  buttons: 'Question with buttons',
  list: 'Question with a list',
  location: 'Location',
  reaction: 'Reaction',
}

export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker'

const MEDIA: ReadonlySet<string> = new Set<MediaKind>(['image', 'video', 'audio', 'document', 'sticker'])

export const isMedia = (kind: Kind): kind is MediaKind => MEDIA.has(kind)

export const isKind = (text: string): text is Kind => KINDS.some((kind) => kind === text)

/** The member of a Cloud API message that holds a kind. */
export const typeOf = (kind: Kind): string => (kind === 'buttons' || kind === 'list' ? 'interactive' : kind)

/** WhatsApp's own bounds. */
export const MOST_BUTTONS = 3
export const MOST_ROWS = 10
/** More parameters than this no template of use has. */
export const MOST_PARAMETERS = 20

const numbered = (many: number, names: (index: number) => readonly string[]): readonly string[] =>
  Array.from({ length: many }, (_, index) => names(index)).flat()

/** Every field of every kind, so that a change of the kind loses nothing that was typed. */
const FIELDS: readonly string[] = [
  'text.body',
  'link',
  'caption',
  'filename',
  'interactive.header.text',
  'interactive.body.text',
  'interactive.footer.text',
  'interactive.action.button',
  'section',
  ...numbered(MOST_BUTTONS, (index) => [`button.${index}.title`, `button.${index}.id`]),
  ...numbered(MOST_ROWS, (index) => [`row.${index}.title`, `row.${index}.description`, `row.${index}.id`]),
  'location.latitude',
  'location.longitude',
  'location.name',
  'location.address',
  'reaction.message_id',
  'reaction.emoji',
  'template.name',
  'template.language.code',
  'header.value',
  'suffix',
  ...numbered(MOST_PARAMETERS, (index) => [`parameter.${index}`, `parameter.${index}.name`]),
]

/** What the fields begin with; figures of lists are fields too, so that a draft is one flat record. */
export const EMPTY: Readonly<Record<string, string>> = {
  ...Object.fromEntries(FIELDS.map((name) => [name, ''])),
  'text.preview_url': '',
  buttons: '1',
  rows: '1',
  'header.kind': '',
  'header.needed': '',
  'suffix.given': '',
  'suffix.index': '0',
  parameters: '0',
  named: '',
}

/** How a draft is read: the text of a field. */
export type Read = (name: string) => string

/** How many of a list's fields are shown. */
export const shownOf = (read: Read, list: 'buttons' | 'rows' | 'parameters'): number => {
  const most = list === 'buttons' ? MOST_BUTTONS : list === 'rows' ? MOST_ROWS : MOST_PARAMETERS
  const many = Number(read(list))
  return Number.isInteger(many) ? Math.max(0, Math.min(most, many)) : 0
}
