import { type Hold, templateSubject } from './hold.ts'
import type { NewHold } from './holds.ts'
import { type MessagingLimit, parseMessagingLimit } from './limitTier.ts'
import type { Json } from './reason.ts'

/** What a webhook of a WABA makes the portfolio do (meta/README section 8.4; guard-rules.md, Block detection). */
export type WabaEffect =
  | { kind: 'hold'; hold: NewHold }
  /** the named holds, whatever ends them by themselves: Meta has taken its own word back; null = all that its status ends */
  | { kind: 'lift'; subject: Hold['subject']; codes: readonly string[] | null; why: string }
  | { kind: 'limit'; limit: MessagingLimit }
  | { kind: 'template'; name: string; language: string; metaId: string | null; status?: string; category?: string }
  | { kind: 'resync' }
  | { kind: 'notice'; code: string; detail: string }

type Value = { [key: string]: Json }
type Entry = { severity: 'info' | 'warning' | 'critical'; guidance: string }
type Shape = Pick<Hold, 'reach' | 'class' | 'autoResume'>

const FINAL: Shape = { reach: 'all', class: 'integrity', autoResume: 'never' }
const BY_STATUS: Shape = { reach: 'all', class: 'integrity', autoResume: 'status' }
const DISCONNECTED: Shape = { reach: 'all', class: 'account', autoResume: 'status' }
const TEMPLATE_WAITS: Shape = { reach: 'all', class: 'quality', autoResume: 'status' }
const TEMPLATE_ENDS: Shape = { reach: 'all', class: 'quality', autoResume: 'never' }
const RESTRICTED: Shape = { reach: 'all', class: 'integrity', autoResume: 'time' }

/** Meta's word -> the hold it makes and what an operator is told. A word without `hold` is only told. */
const WORDS: Record<string, Entry & { hold?: Shape }> = {
  ACCOUNT_DELETED: say('critical', 'Meta says that this account was deleted: remove its numbers here.', FINAL),
  ACCOUNT_VIOLATION: say(
    'critical',
    'Meta found a policy violation of this account: read it in WhatsApp Manager and stop what caused it before you go on.',
    BY_STATUS,
  ),
  DISABLE: say('critical', 'Meta has disabled this account: appeal in WhatsApp Manager.', BY_STATUS),
  SCHEDULE_FOR_DISABLE: say(
    'critical',
    'Meta will disable this account on the date it names: appeal in WhatsApp Manager at once.',
    BY_STATUS,
  ),
  ACCOUNT_OFFBOARDED: say('critical', 'This account was taken off the platform: connect it again.', DISCONNECTED),
  PARTNER_REMOVED: say('critical', 'The access to this account was removed: connect it again.', DISCONNECTED),
  REVIEW_REJECTED: say('critical', 'Meta rejected the account in its review: read why and ask again.', BY_STATUS),
  RESTRICTED_BIZ_INITIATED_MESSAGING: say(
    'critical',
    'Meta lets this account start no conversations until the restriction ends; the guard holds all of its numbers until then.',
    RESTRICTED,
  ),
  RESTRICTED_CUSTOMER_INITIATED_MESSAGING: say(
    'critical',
    'Meta lets this account answer nobody until the restriction ends.',
    RESTRICTED,
  ),
  RESTRICTED_UTILITY_TEMPLATES: say(
    'critical',
    'Meta stopped the utility templates of this account until the restriction ends: check what is classified as utility.',
    { reach: 'utility', class: 'quality', autoResume: 'time' },
  ),
  RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES: say(
    'critical',
    'Meta stopped directly sent utility templates of this account until the restriction ends.',
    { reach: 'utility', class: 'quality', autoResume: 'time' },
  ),
  PAUSED: say('warning', 'Meta paused this template for low quality: change it or wait for the end.', TEMPLATE_WAITS),
  ARCHIVED: say('warning', 'This template was archived at Meta: unarchive it or use another.', TEMPLATE_WAITS),
  DISABLED: say('warning', 'Meta disabled this template: make a new one.', TEMPLATE_ENDS),
  REJECTED: say('warning', 'Meta rejected this template: correct it and submit it again.', TEMPLATE_ENDS),
  DELETED: say('warning', 'This template was deleted at Meta: use another.', TEMPLATE_ENDS),
  PENDING_DELETION: say('warning', 'This template is being deleted at Meta: use another.', TEMPLATE_ENDS),
  FLAGGED: say('warning', 'Meta flagged this template for low quality: improve it before it is paused or disabled.'),
  LOCKED: say('info', 'Meta locked this template against changes.'),
  LIMIT_EXCEEDED: say('info', 'The account has as many templates as Meta allows: delete some.'),
  TEMPLATE_RED: say('warning', 'Users block or report this template: send it to fewer people or change it.'),
  CATEGORY_WILL_CHANGE: say(
    'info',
    'Meta will change the category, and with it the price, of this template in 24 hours.',
  ),
  PARTNER_APP_UNINSTALLED: say('warning', 'An app was taken off this account: check that it was not yours.'),
  ACCOUNT_ALERT: say('warning', "Read Meta's notice in WhatsApp Manager."),
  PIN_CHANGED: say('warning', 'The two-step PIN of a number was changed: check that it was you.'),
  PIN_RESET_REQUEST: say(
    'warning',
    'Somebody asked to reset the two-step PIN of a number: refuse it if it was not you.',
  ),
  PIN_REQUEST_SUCCESS: say('warning', 'The two-step PIN of a number was reset: check that it was you.'),
}

function say(severity: Entry['severity'], guidance: string, hold?: Shape): Entry & { hold?: Shape } {
  return hold === undefined ? { severity, guidance } : { severity, guidance, hold }
}

/** Severity and guidance of a webhook word, as errorEntry gives them for a code. */
export function wordEntry(word: string): Entry | undefined {
  const entry = WORDS[word]
  if (entry !== undefined) return entry
  return word.startsWith('RESTRICTED_') ? say('critical', `Meta restricted this account (${word}).`) : undefined
}

/** Restrictions of other doings than sending messages. */
const NOT_SENDING = /CALLING|ADD_PHONE_NUMBER/
const LIFTED_BY_REINSTATE = ['DISABLE', 'SCHEDULE_FOR_DISABLE', 'ACCOUNT_VIOLATION', 'REVIEW_REJECTED']
const LIFTED_BY_RECONNECT = ['ACCOUNT_OFFBOARDED', 'PARTNER_REMOVED']

/** The table of what a WABA's webhook does; an unknown field or word does nothing (the edge keeps it raw). Pure. */
export function effectsOf(wabaId: string, field: string, value: Value, at: number): WabaEffect[] {
  switch (field) {
    case 'account_update':
      return accountUpdate(textOf(recordOf(value['waba_info'])['waba_id']) ?? wabaId, value, at)
    case 'account_review_update':
      return reviewUpdate(wabaId, word(value['decision']), at)
    case 'message_template_status_update':
      return templateStatus(wabaId, value, at)
    case 'template_category_update':
      return templateCategory(value)
    case 'message_template_components_update':
      return [{ kind: 'resync' }]
    case 'message_template_quality_update':
      return word(value['new_quality_score']) === 'RED'
        ? [{ kind: 'notice', code: 'TEMPLATE_RED', detail: `template ${said(value['message_template_name'])} is RED` }]
        : []
    case 'business_capability_update':
    case 'phone_number_quality_update':
      return limitOf(value)
    case 'account_alerts': {
      const info = recordOf(value['alert_info'])
      if (word(info['alert_status']) === 'NONE' || word(info['alert_severity']) === 'INFORMATIONAL') return []
      return [
        {
          kind: 'notice',
          code: 'ACCOUNT_ALERT',
          detail: `${said(info['alert_type'])}: ${said(info['alert_description'])}`,
        },
      ]
    }
    case 'security':
      return notice(word(value['event']), `number ${said(value['display_phone_number'])}`)
    default:
      return []
  }
}

function accountUpdate(wabaId: string, value: Value, at: number): WabaEffect[] {
  const event = word(value['event'])
  const subject = { kind: 'waba' as const, id: wabaId }
  if (event === 'ACCOUNT_RESTRICTION') return restrictions(subject, value['restriction_info'], at)
  if (event === 'DISABLED_UPDATE') {
    const ban = word(recordOf(value['ban_info'])['waba_ban_state'])
    if (ban === 'REINSTATE')
      return [{ kind: 'lift', subject, codes: LIFTED_BY_REINSTATE, why: 'Meta reinstated the account' }]
    // a ban in words that we do not know is a ban
    const code = ban === 'SCHEDULE_FOR_DISABLE' ? ban : 'DISABLE'
    return hold(subject, code, said(recordOf(value['ban_info'])['waba_ban_date']), at)
  }
  if (event === 'ACCOUNT_RECONNECTED' || event === 'PARTNER_ADDED')
    return [{ kind: 'lift', subject, codes: LIFTED_BY_RECONNECT, why: `Meta said ${event}` }]
  if (event === 'ACCOUNT_VIOLATION')
    return hold(subject, event, said(recordOf(value['violation_info'])['violation_type']), at)
  if (event === 'PARTNER_REMOVED')
    return hold(subject, event, said(recordOf(value['disconnection_info'])['reason']), at)
  if (WORDS[event]?.hold !== undefined) return hold(subject, event, event, at)
  return notice(event, `account ${wabaId}`)
}

function restrictions(subject: Hold['subject'], list: Json | undefined, at: number): WabaEffect[] {
  const effects: WabaEffect[] = []
  for (const item of Array.isArray(list) ? list : []) {
    const info = recordOf(item)
    const type = word(info['restriction_type'])
    if (type === '' || NOT_SENDING.test(type)) continue
    const until = endOf(Number(info['expiration']))
    const shape = WORDS[type]?.hold ?? RESTRICTED
    const detail = until === null ? `${type} without an end` : `${type} until ${new Date(until).toISOString()}`
    effects.push({
      kind: 'hold',
      // no end named: nothing but a person can end it
      hold: { subject, code: type, ...shape, autoResume: until === null ? 'never' : 'time', until, detail, since: at },
    })
  }
  return effects
}

/** The year 2100, s. An end beyond it is none that a clock reaches, and no date could show it. */
const NEVER = 4_102_444_800

/** Whole ms; null = no end named. */
function endOf(seconds: number): number | null {
  return seconds > 0 && seconds <= NEVER ? Math.round(seconds * 1000) : null
}

function reviewUpdate(wabaId: string, decision: string, at: number): WabaEffect[] {
  const subject = { kind: 'waba' as const, id: wabaId }
  if (decision === 'REJECTED') return hold(subject, 'REVIEW_REJECTED', 'account_review_update REJECTED', at)
  if (decision === 'APPROVED')
    return [{ kind: 'lift', subject, codes: ['REVIEW_REJECTED'], why: 'Meta approved the account in its review' }]
  return []
}

const LIFTED_BY_APPROVED = ['PAUSED', 'ARCHIVED', 'DISABLED', 'REJECTED', 'DELETED', 'PENDING_DELETION']

const TEMPLATE_STATUS: Record<string, string> = { REINSTATED: 'APPROVED', UNARCHIVED: 'APPROVED' }

function templateStatus(wabaId: string, value: Value, at: number): WabaEffect[] {
  const event = word(value['event'])
  const name = textOf(value['message_template_name'])
  if (event === '' || name === null) return []
  const language = textOf(value['message_template_language']) ?? '*'
  const status = TEMPLATE_STATUS[event] ?? event
  const category = textOf(value['message_template_category'])
  const subject = { kind: 'template' as const, id: templateSubject(wabaId, name, language) }
  const template: WabaEffect = {
    kind: 'template',
    name,
    language,
    metaId: textOf(value['message_template_id']),
    status,
    ...(category === null ? {} : { category }),
  }
  if (status === 'APPROVED') {
    const why = `Meta said ${event}`
    return [
      template,
      { kind: 'lift', subject, codes: LIFTED_BY_APPROVED, why },
      { kind: 'lift', subject, codes: null, why },
    ]
  }
  if (WORDS[event]?.hold === undefined) return [template, ...notice(event, `template ${name}`)]
  const title = textOf(recordOf(value['other_info'])['title']) ?? textOf(value['reason']) ?? event
  return [template, ...hold(subject, event, title, at)]
}

function templateCategory(value: Value): WabaEffect[] {
  const name = textOf(value['message_template_name'])
  if (name === null) return []
  const correct = textOf(value['correct_category'])
  if (correct !== null)
    return notice('CATEGORY_WILL_CHANGE', `template ${name}: ${said(value['new_category'])} -> ${correct}`)
  const category = textOf(value['new_category'])
  if (category === null) return []
  const language = textOf(value['message_template_language']) ?? '*'
  return [{ kind: 'template', name, language, metaId: textOf(value['message_template_id']), category }]
}

function limitOf(value: Value): WabaEffect[] {
  const limit = parseMessagingLimit(value['max_daily_conversations_per_business'] ?? value['current_limit'])
  return limit === undefined ? [] : [{ kind: 'limit', limit }]
}

function hold(subject: Hold['subject'], code: string, detail: string, at: number): WabaEffect[] {
  const shape = WORDS[code]?.hold
  return shape === undefined
    ? []
    : [{ kind: 'hold', hold: { subject, code, ...shape, until: null, detail, since: at } }]
}

function notice(code: string, detail: string): WabaEffect[] {
  return WORDS[code] === undefined ? [] : [{ kind: 'notice', code, detail }]
}

function recordOf(value: Json | undefined): Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

function textOf(value: Json | undefined): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

function word(value: Json | undefined): string {
  return (textOf(value) ?? '').toUpperCase()
}

function said(value: Json | undefined): string {
  return textOf(value) ?? 'not said'
}
