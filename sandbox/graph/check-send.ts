import type { Core } from '../core.ts'
import type { NumberState, TemplateState } from '../store/world.ts'
import type { Category, Refusal, Send, TemplateUse } from '../types.ts'

/** Length of the customer service window (Meta: send messages page, 2026-05-21). */
export const WINDOW_MS = 86_400_000

type Asked = { send: Send; number: NumberState; user: string | null; category: Category | null; at: number }

/** Meta's own checks of a well-formed message. @returns why it is refused, or null */
export function checkSend(core: Core, asked: Asked): Refusal | null {
  const { send, number, user, category, at } = asked
  const down = checkNumber(number)
  if (down !== null) return down
  if (user === number.displayPhoneNumber.replaceAll(/\D/g, '')) {
    return { code: 131021, details: 'Recipient phone number cannot be sender phone number' }
  }
  if (user !== null && category === 'marketing' && core.evidence.metaOptOut(user)) {
    return { code: 131050, details: 'Unable to deliver: this recipient has stopped marketing messages' }
  }
  const foreign = send.media.find((id) => (core.media.get(id)?.phoneNumberId ?? number.id) !== number.id)
  if (foreign !== undefined) return { code: 131009, details: `media ${foreign} was uploaded to another number` }
  if (send.template !== null) {
    if (send.to === null && category === 'authentication') {
      return { code: 131062, details: 'Authentication templates need a phone number' }
    }
    const known = core.world.templates(number.wabaId)
    return checkTemplate(known, send.template)
  }
  const opened = user === null ? null : core.evidence.lastInbound(number.id, user, at)
  if (opened === null || at - opened >= WINDOW_MS) {
    // Meta accepts and fails it by webhook; refusing at once shows the same fault sooner and with the request at hand.
    return { code: 131047, details: 'More than 24 hours have passed since the recipient last replied to this number' }
  }
  return null
}

/** Only a connected number sends (Meta: business phone numbers page, 2026-02-27). */
function checkNumber(number: NumberState): Refusal | null {
  if (number.status === 'CONNECTED') return null
  if (number.status === 'BANNED' || number.status === 'RESTRICTED') {
    return { code: 131031, details: `The number's status is ${number.status}` }
  }
  return { code: 133010, details: `The number's status is ${number.status}` }
}

function checkTemplate(known: TemplateState[], use: TemplateUse): Refusal | null {
  const template = known.find((one) => one.name === use.name && one.language === use.language)
  if (template === undefined) {
    return { code: 132001, details: `template name (${use.name}) does not exist in ${use.language}` }
  }
  if (template.status === 'PAUSED') return { code: 132015, details: 'Template is paused due to low quality' }
  if (template.status === 'DISABLED') return { code: 132016, details: 'Template is disabled permanently' }
  if (template.status !== 'APPROVED') return { code: 132001, details: `Template status is ${template.status}` }
  if (template.components === null) return null
  return checkParameters(template.components, use)
}

function checkParameters(components: { type: string; [key: string]: unknown }[], use: TemplateUse): Refusal | null {
  const of = (type: string) => components.find((one) => one.type === type)
  const body = placeholders(of('BODY')?.['text'])
  if (body !== use.body) {
    return {
      code: 132000,
      details: `body: number of localizable_params (${use.body}) does not match the expected number of params (${body})`,
    }
  }
  const header = of('HEADER')
  const format = String(header?.['format'] ?? 'TEXT').toLowerCase()
  const wanted = header === undefined || (format === 'text' && placeholders(header['text']) === 0) ? null : format
  if (wanted !== use.header) {
    const code = wanted === null || use.header === null ? 132000 : 132012
    return { code, details: `header: expected ${wanted ?? 'no parameter'}, received ${use.header ?? 'none'}` }
  }
  const buttons = of('BUTTONS')?.['buttons']
  const count = Array.isArray(buttons) ? buttons.length : 0
  if (use.buttons > count) return { code: 132018, details: `buttons: index ${use.buttons - 1} does not exist` }
  return null
}

/** Number of different `{{…}}` in a component's text. */
function placeholders(text: unknown): number {
  if (typeof text !== 'string') return 0
  return new Set([...text.matchAll(/\{\{\s*([^}\s]+)\s*\}\}/g)].map((match) => match[1])).size
}
