import type { Template } from '../data/wire.ts'
import { MOST_PARAMETERS } from './kinds.ts'

/** What the fields begin with for a template, as far as Meta's list tells what it takes. */

/** Headers that can be filled in here. */
export const HEADER_NAMES = { text: 'Text', image: 'Image', video: 'Video', document: 'Document' } as const
export type HeaderKind = keyof typeof HEADER_NAMES

export const isHeaderKind = (kind: string | undefined): kind is HeaderKind =>
  kind !== undefined && Object.hasOwn(HEADER_NAMES, kind)

/** A header whose kind nobody has said begins with none and must be chosen: a guess would be refused by Meta, hours later. */
export const textsOf = ({ name, language, parameters }: Template): Readonly<Record<string, string>> => {
  const { header = 0, body = 0, named = false, headerFormat, urlButton } = parameters ?? {}
  return {
    'template.name': name,
    'template.language.code': language,
    'header.needed': header > 0 ? 'yes' : '',
    'header.kind': header > 0 && isHeaderKind(headerFormat) ? headerFormat : '',
    parameters: String(Math.min(MOST_PARAMETERS, body)),
    named: named ? 'yes' : '',
    'suffix.given': typeof urlButton === 'number' ? 'yes' : '',
    'suffix.index': String(urlButton ?? 0),
  }
}
