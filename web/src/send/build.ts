import { isMedia, type Kind, type Read, shownOf, typeOf } from './kinds.ts'

/** A draft as the API takes it, and which field each member came from, so that a refusal finds its place. */
export type Built = {
  readonly type: string
  /** the member named `type`: `{ body: 'Hello' }` */
  readonly member: Readonly<Record<string, unknown>>
  /** paths of the API by the field that holds them, where the two are not called the same */
  readonly homes: ReadonlyMap<string, string>
}

/** Members without text are left out: WhatsApp refuses empty ones. */
const given = (members: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(members).filter(([, text]) => text !== ''))

const indexes = (many: number): readonly number[] => Array.from({ length: many }, (_, index) => index)

const buildInteractive = (kind: 'buttons' | 'list', read: Read, homes: Map<string, string>) => {
  const [header, footer] = [read('interactive.header.text'), read('interactive.footer.text')]
  return {
    type: kind === 'buttons' ? 'button' : 'list',
    ...(header === '' ? {} : { header: { type: 'text', text: header } }),
    body: { text: read('interactive.body.text') },
    ...(footer === '' ? {} : { footer: { text: footer } }),
    action: kind === 'buttons' ? buildButtons(read, homes) : buildList(read, homes),
  }
}

/** A reply needs an id that software knows it by; without one it gets its place. */
const idOf = (read: Read, field: string, index: number): string =>
  read(`${field}.id`) === '' ? `${field.startsWith('row') ? 'row' : 'button'}-${index + 1}` : read(`${field}.id`)

const buildButtons = (read: Read, homes: Map<string, string>) => ({
  buttons: indexes(shownOf(read, 'buttons')).map((index) => {
    for (const name of ['title', 'id'])
      homes.set(`interactive.action.buttons.${index}.reply.${name}`, `button.${index}.${name}`)
    const field = `button.${index}`
    return { type: 'reply', reply: { id: idOf(read, field, index), title: read(`${field}.title`) } }
  }),
})

const buildList = (read: Read, homes: Map<string, string>) => {
  homes.set('interactive.action.sections.0.title', 'section')
  const rows = indexes(shownOf(read, 'rows')).map((index) => {
    for (const name of ['title', 'description', 'id'])
      homes.set(`interactive.action.sections.0.rows.${index}.${name}`, `row.${index}.${name}`)
    const field = `row.${index}`
    return {
      id: idOf(read, field, index),
      title: read(`${field}.title`),
      ...given({ description: read(`${field}.description`) }),
    }
  })
  return { button: read('interactive.action.button'), sections: [{ ...given({ title: read('section') }), rows }] }
}

const headerParameter = (read: Read): Readonly<Record<string, unknown>> => {
  const kind = read('header.kind')
  const value = read('header.value')
  return kind === 'text' ? { type: 'text', text: value } : { type: kind, [kind]: { link: value } }
}

const buildTemplate = (read: Read, homes: Map<string, string>) => {
  const components: Readonly<Record<string, unknown>>[] = []
  if (read('header.kind') !== '') {
    homes.set(`template.components.${components.length}.parameters`, 'header.value')
    components.push({ type: 'header', parameters: [headerParameter(read)] })
  }
  const many = shownOf(read, 'parameters')
  if (many > 0) {
    const parameters = indexes(many).map((index) => {
      homes.set(`template.components.${components.length}.parameters.${index}`, `parameter.${index}`)
      const name = read('named') === 'yes' ? { parameter_name: read(`parameter.${index}.name`) } : {}
      return { type: 'text', ...name, text: read(`parameter.${index}`) }
    })
    components.push({ type: 'body', parameters })
  }
  if (read('suffix.given') === 'yes' && read('suffix') !== '') {
    homes.set(`template.components.${components.length}`, 'suffix')
    const parameters = [{ type: 'text', text: read('suffix') }]
    components.push({ type: 'button', sub_type: 'url', index: read('suffix.index'), parameters })
  }
  homes.set('template.language', 'template.language.code')
  return {
    name: read('template.name'),
    language: { code: read('template.language.code') },
    ...(components.length === 0 ? {} : { components }),
  }
}

const buildMedia = (kind: Kind, read: Read, homes: Map<string, string>) => {
  for (const name of ['link', 'caption', 'filename']) homes.set(`${kind}.${name}`, name)
  homes.set(kind, 'link')
  const caption = kind === 'audio' || kind === 'sticker' ? {} : { caption: read('caption') }
  const filename = kind === 'document' ? { filename: read('filename') } : {}
  return given({ link: read('link'), ...caption, ...filename })
}

const memberOf = (kind: Kind, read: Read, homes: Map<string, string>): Readonly<Record<string, unknown>> => {
  if (isMedia(kind)) return buildMedia(kind, read, homes)
  if (kind === 'buttons' || kind === 'list') return buildInteractive(kind, read, homes)
  if (kind === 'template') return buildTemplate(read, homes)
  if (kind === 'location')
    return {
      latitude: Number(read('location.latitude')),
      longitude: Number(read('location.longitude')),
      ...given({ name: read('location.name'), address: read('location.address') }),
    }
  if (kind === 'reaction') return { message_id: read('reaction.message_id'), emoji: read('reaction.emoji') }
  return { body: read('text.body'), ...(read('text.preview_url') === 'yes' ? { preview_url: true } : {}) }
}

/** The Cloud API message of a draft, without its recipient. Texts are kept as typed; ids, links and names lose their edges. */
export const build = (kind: Kind, read: Read): Built => {
  const homes = new Map<string, string>()
  const trimmed: Read = (name) => (KEPT.has(name) ? read(name) : read(name).trim())
  return { type: typeOf(kind), member: memberOf(kind, trimmed, homes), homes }
}

/** What the recipient reads stands as it was typed. */
const KEPT: ReadonlySet<string> = new Set(['text.body', 'caption', 'interactive.body.text'])

/** The field that a path of the API speaks of: its own name, or that of the nearest member above it. */
export const homeOf = (path: string, homes: ReadonlyMap<string, string>): string => {
  for (let at = path; at !== ''; at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '') {
    const home = homes.get(at)
    if (home !== undefined) return home
  }
  return path
}
