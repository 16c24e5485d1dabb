import { canonicalJson } from '../../../worker/contract/canonical.ts'
import { build } from './build.ts'
import { EMPTY, isKind, isMedia, type Kind, MOST_BUTTONS, MOST_PARAMETERS, MOST_ROWS, typeOf } from './kinds.ts'

/** A message that was accepted, as fields, so that it can be edited. */

type Bag = Readonly<Record<string, unknown>>
type Texts = Record<string, string>

const bag = (value: unknown): Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? `${value}` : ''

const readInteractive = (member: Bag): Texts => {
  const texts: Texts = {
    'interactive.header.text': text(bag(member['header'])['text']),
    'interactive.body.text': text(bag(member['body'])['text']),
    'interactive.footer.text': text(bag(member['footer'])['text']),
  }
  const action = bag(member['action'])
  const buttons = list(action['buttons']).slice(0, MOST_BUTTONS)
  buttons.forEach((button, index) => {
    const reply = bag(bag(button)['reply'])
    texts[`button.${index}.title`] = text(reply['title'])
    texts[`button.${index}.id`] = text(reply['id'])
  })
  const section = bag(list(action['sections'])[0])
  const rows = list(section['rows']).slice(0, MOST_ROWS)
  rows.forEach((row, index) => {
    for (const name of ['title', 'description', 'id']) texts[`row.${index}.${name}`] = text(bag(row)[name])
  })
  return {
    ...texts,
    'interactive.action.button': text(action['button']),
    section: text(section['title']),
    ...(buttons.length > 0 ? { buttons: `${buttons.length}` } : {}),
    ...(rows.length > 0 ? { rows: `${rows.length}` } : {}),
  }
}

const readTemplate = (member: Bag): Texts => {
  const texts: Texts = {
    'template.name': text(member['name']),
    'template.language.code': text(bag(member['language'])['code']),
  }
  for (const component of list(member['components']).map(bag)) {
    const parameters = list(component['parameters']).map(bag)
    const [first = {}] = parameters
    if (component['type'] === 'header') {
      const kind = text(first['type'])
      texts['header.kind'] = kind
      texts['header.value'] = kind === 'text' ? text(first['text']) : text(bag(first[kind])['link'])
    } else if (component['type'] === 'button') {
      texts['suffix'] = text(first['text'])
      texts['suffix.given'] = 'yes'
      texts['suffix.index'] = text(component['index'])
    } else if (component['type'] === 'body') {
      texts['parameters'] = `${Math.min(MOST_PARAMETERS, parameters.length)}`
      if (first['parameter_name'] !== undefined) texts['named'] = 'yes'
      parameters.slice(0, MOST_PARAMETERS).forEach((one, index) => {
        texts[`parameter.${index}`] = text(one['text'])
        texts[`parameter.${index}.name`] = text(one['parameter_name'])
      })
    }
  }
  return texts
}

const readMember = (kind: Kind, member: Bag): Texts => {
  if (kind === 'template') return readTemplate(member)
  if (kind === 'buttons' || kind === 'list') return readInteractive(member)
  const flat = Object.entries(member).map(([name, value]) => [isMedia(kind) ? name : `${kind}.${name}`, text(value)])
  return { ...Object.fromEntries(flat), ...(member['preview_url'] === true ? { 'text.preview_url': 'yes' } : {}) }
}

const kindOf = (type: string, member: Bag): Kind | undefined => {
  if (type !== 'interactive') return isKind(type) ? type : undefined
  if (member['type'] === 'button') return 'buttons'
  return member['type'] === 'list' ? 'list' : undefined
}

export type Draft = { readonly kind: Kind; readonly texts: Readonly<Record<string, string>> }

/**
 * The draft that makes this very message; undefined when the fields here cannot say all that it says, since an edit would
 * lose the rest.
 */
export const readContent = (content: unknown): Draft | undefined => {
  const whole = bag(content)
  const type = text(whole['type'])
  const member = bag(whole[type])
  const kind = kindOf(type, member)
  if (kind === undefined) return undefined
  const texts = { ...EMPTY, ...readMember(kind, member) }
  const again = build(kind, (name) => texts[name] ?? '')
  return typeOf(kind) === type && canonicalJson(again.member) === canonicalJson(member) ? { kind, texts } : undefined
}
