import { memberOf, nestsDeeper, textOf } from '../../durable/domain/json.ts'
import type { ProfileEvent } from '../../durable/profile/rpc.ts'
import { type Change, changesOf } from './changes.ts'
import { eventsOf, PORTFOLIO_FIELDS } from './events.ts'
import { filesIn } from './files.ts'

/** Who is who among the numbers and accounts of this deployment. Rejects while D1 is away and nothing is known. */
export interface Directory {
  /** whether the number is, or was, one of ours */
  isNumber(phoneNumberId: string): Promise<boolean>
  /** numbers that a change without a phone number id may mean */
  numbersBehind(displayPhoneNumber: string | null, wabaId: string | null): Promise<string[]>
  portfolioOf(wabaId: string): Promise<string | null>
}

/** Meta's own values are a few levels deep. */
const DEEPEST = 32

export interface RawRow {
  wabaId: string | null
  phoneNumberId: string | null
  field: string
  reason: 'unknown-number' | 'unknown-waba' | 'unknown-field' | 'unreadable'
  body: string
}

export interface WabaUpdate {
  portfolioId: string
  wabaId: string
  field: string
  value: Change['value']
  at: number
}

export interface Plan {
  /** by phone number id: one call each */
  profiles: Map<string, ProfileEvent[]>
  updates: WabaUpdate[]
  raw: RawRow[]
  /** display number -> phone number id, as the webhook itself says */
  seen: Map<string, string>
  /** media id -> phone number id that it came to */
  files: Map<string, string>
}

/** Who gets what of a webhook body. Nothing is dropped: what nobody takes is kept raw. */
export async function planOf(text: string, directory: Directory, now: number): Promise<Plan> {
  const plan: Plan = { profiles: new Map(), updates: [], raw: [], seen: new Map(), files: new Map() }
  const changes = changesOf(text)
  if (changes === null)
    plan.raw.push({ wabaId: null, phoneNumberId: null, field: '', reason: 'unreadable', body: text })
  for (const change of changes ?? []) await planChange(plan, change, directory, now)
  return plan
}

async function planChange(plan: Plan, change: Change, directory: Directory, now: number): Promise<void> {
  const phoneNumberId = textOf(memberOf(change.value, 'metadata', 'phone_number_id'))
  const keep = (reason: RawRow['reason'], field = change.field, body = change.raw()) =>
    void plan.raw.push({ wabaId: change.wabaId, phoneNumberId, field, reason, body })

  const forPortfolio = PORTFOLIO_FIELDS.has(change.field)
  // it would not pass from one object to another, and Meta would repeat it for a week
  if (forPortfolio && nestsDeeper(change.value, DEEPEST)) return keep('unreadable')
  const toPortfolio = forPortfolio && (await planUpdate(plan, change, directory, now))
  const parsed = eventsOf(change, now)
  if (parsed === null) {
    if (!forPortfolio) keep('unknown-field')
    else if (!toPortfolio) keep('unknown-waba')
    return
  }
  const numbers = await numbersOf(plan, change, phoneNumberId, directory)
  if (numbers.length === 0) {
    if (!toPortfolio) keep(forPortfolio ? 'unknown-waba' : 'unknown-number')
    return
  }
  // several where the change names none: then nobody knows whose a file is
  if (phoneNumberId !== null) for (const id of filesIn(change.value)) plan.files.set(id, phoneNumberId)
  for (const number of numbers) {
    if (parsed.events.length === 0) continue
    const events = plan.profiles.get(number)
    if (events === undefined) plan.profiles.set(number, [...parsed.events])
    else events.push(...parsed.events)
  }
  for (const rest of parsed.rest) keep('unknown-field', rest.field, rest.raw)
  if (parsed.events.length === 0 && parsed.rest.length === 0) keep('unreadable')
}

/** PARTNER_* names the account inside the value and the business outside. */
async function planUpdate(plan: Plan, change: Change, directory: Directory, now: number): Promise<boolean> {
  for (const wabaId of [change.wabaId, textOf(memberOf(change.value, 'waba_info', 'waba_id'))]) {
    const portfolioId = wabaId === null ? null : await directory.portfolioOf(wabaId)
    if (wabaId === null || portfolioId === null) continue
    plan.updates.push({ portfolioId, wabaId, field: change.field, value: change.value, at: change.at ?? now })
    return true
  }
  return false
}

async function numbersOf(
  plan: Plan,
  change: Change,
  phoneNumberId: string | null,
  directory: Directory,
): Promise<string[]> {
  const display =
    textOf(memberOf(change.value, 'metadata', 'display_phone_number')) ??
    textOf(memberOf(change.value, 'display_phone_number'))
  if (phoneNumberId === null) return await directory.numbersBehind(display, change.wabaId)
  if (!(await directory.isNumber(phoneNumberId))) return []
  if (display !== null) plan.seen.set(display, phoneNumberId)
  return [phoneNumberId]
}
