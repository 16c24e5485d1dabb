import type { Kind, Read } from './kinds.ts'
import { isMedia, shownOf } from './kinds.ts'

/** What is wrong with a draft, field by field, as far as it can be said without the guard. Bounds are WhatsApp's. */

const need = (text: string, what: string): string | undefined => (text === '' ? `Enter ${what}.` : undefined)

const most = (text: string, length: number): string | undefined =>
  text.length > length ? `At most ${length.toLocaleString('en')} characters.` : undefined

const linkWrong = (text: string): string | undefined =>
  text === ''
    ? 'Enter the address of the file.'
    : /^https?:\/\/\S+$/i.test(text)
      ? most(text, 2_048)
      : 'It begins with https:// and has no spaces.'

const coordinateWrong = (text: string, bound: number): string | undefined =>
  text !== '' && Number.isFinite(Number(text)) && Math.abs(Number(text)) <= bound
    ? undefined
    : `Enter degrees from -${bound} to ${bound}.`

const indexIn = (name: string, list: 'button' | 'row' | 'parameter'): number =>
  name.startsWith(`${list}.`) ? Number(name.split('.')[1]) : Number.NaN

const interactiveWrong = (kind: 'buttons' | 'list', name: string, text: string, read: Read): string | undefined => {
  if (name === 'interactive.body.text')
    return need(text, 'the question') ?? most(text, kind === 'buttons' ? 1_024 : 4_096)
  if (name === 'interactive.header.text' || name === 'interactive.footer.text') return most(text, 60)
  if (kind === 'list' && name === 'interactive.action.button')
    return need(text, 'what opens the list') ?? most(text, 20)
  const list = kind === 'buttons' ? 'button' : 'row'
  const index = indexIn(name, list)
  if (!(index < shownOf(read, kind === 'buttons' ? 'buttons' : 'rows')) || !name.endsWith('.title')) return undefined
  if (kind === 'list') return need(text, 'the row') ?? most(text, 24)
  const twin = Array.from({ length: index }, (_, at) => read(`button.${at}.title`).trim()).includes(text)
  return need(text, 'what the button says') ?? most(text, 20) ?? (twin ? 'Another button says the same.' : undefined)
}

const templateWrong = (name: string, text: string, read: Read): string | undefined => {
  if (name === 'template.name') return need(text, 'the name of the template')
  if (name === 'template.language.code') return need(text, 'its language, such as en_US')
  if (name === 'header.kind')
    return text === '' && read('header.needed') === 'yes' ? 'Choose what its header is.' : undefined
  if (name === 'suffix') return read('suffix.given') === 'yes' ? need(text, "how the button's address ends") : undefined
  if (name === 'header.value') {
    const kind = read('header.kind')
    if (kind === '') return undefined
    return kind === 'text' ? need(text, 'what stands in the header') : linkWrong(text)
  }
  if (!(indexIn(name, 'parameter') < shownOf(read, 'parameters'))) return undefined
  if (name.endsWith('.name')) return read('named') === 'yes' ? need(text, 'the name of the parameter') : undefined
  return need(text, 'the parameter')
}

/** undefined = nothing, or the field is no part of this kind. `text` without its edges. */
export const wrongIn = (kind: Kind, name: string, text: string, read: Read): string | undefined => {
  if (kind === 'text') return name === 'text.body' ? (need(text, 'the text') ?? most(text, 4_096)) : undefined
  if (isMedia(kind)) {
    if (name === 'link') return linkWrong(text)
    return name === 'caption' ? most(text, 1_024) : undefined
  }
  if (kind === 'buttons' || kind === 'list') return interactiveWrong(kind, name, text, read)
  if (kind === 'template') return templateWrong(name, text, read)
  if (kind === 'location') {
    if (name === 'location.latitude') return coordinateWrong(text, 90)
    return name === 'location.longitude' ? coordinateWrong(text, 180) : undefined
  }
  return name === 'reaction.message_id' ? need(text, 'the id of the message') : undefined
}
