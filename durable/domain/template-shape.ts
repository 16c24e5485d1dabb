import type { Template } from './hold.ts'

/** The parameter shape of a template, counted from its components, and of a send, counted from what the caller gave. */

type Shape = NonNullable<Template['parameters']>

const VARIABLE = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g
const MEDIA = new Set(['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'GIF'])

function variablesOf(text: unknown): Set<string> {
  if (typeof text !== 'string') return new Set()
  return new Set([...text.matchAll(VARIABLE)].map((found) => found[1] ?? ''))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * What Meta's list says of one template (`components`). A media or location header takes one parameter. null where the
 * components are not a list or a card of a carousel carries parameters that a plain count does not cover.
 */
export function shapeOfTemplate(components: unknown): Shape | null {
  if (!Array.isArray(components)) return null
  const shape: Shape = { header: 0, body: 0, named: false, urlButton: null }
  for (const component of components) {
    if (!isRecord(component)) return null
    const type = String(component['type']).toUpperCase()
    if (type === 'CAROUSEL' || type === 'LIMITED_TIME_OFFER') return null
    if (type === 'BUTTONS') shape.urlButton = urlButtonIn(component['buttons'])
    if (type !== 'HEADER' && type !== 'BODY') continue
    const names = variablesOf(component['text'])
    if ([...names].some((name) => !/^\d+$/.test(name))) shape.named = true
    if (type === 'BODY') shape.body = names.size
    else {
      const format = String(component['format'] ?? 'TEXT').toUpperCase()
      shape.header = MEDIA.has(format) ? 1 : names.size
      if (shape.header > 0) shape.headerFormat = format.toLowerCase()
    }
  }
  return shape
}

/** A button of a one-time code takes its code as the end of an address, whatever it is called. */
function urlButtonIn(buttons: unknown): number | null {
  if (!Array.isArray(buttons)) return null
  const place = buttons.findIndex((button) => {
    if (!isRecord(button)) return false
    const type = String(button['type']).toUpperCase()
    return type === 'OTP' || (type === 'URL' && variablesOf(button['url']).size > 0)
  })
  return place === -1 ? null : place
}

/** What a send gives: parameters of its header and its body. */
export function parametersGiven(components: unknown): { header: number; body: number } {
  const given = { header: 0, body: 0 }
  if (!Array.isArray(components)) return given
  for (const component of components) {
    if (!isRecord(component) || !Array.isArray(component['parameters'])) continue
    const type = String(component['type']).toLowerCase()
    if (type === 'header' || type === 'body') given[type] += component['parameters'].length
  }
  return given
}
