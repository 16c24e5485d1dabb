import { type Hold, STOPPED_TEMPLATES, type Template, templateSubject } from './hold.ts'
import { reachCovers } from './hold-reach.ts'
import type { Category, ConversationKind } from './message.ts'
import type { Reason } from './reason.ts'
import type { ProfileSnapshot } from './snapshot.ts'
import type { OptOutScope } from './user.ts'

/** Why a number takes no part in any choice now, or null (guard-rules.md, Distribution: only eligible profiles). */
export function numberExclusion(snapshot: ProfileSnapshot | undefined, credit: number): Reason | null {
  if (snapshot === undefined) return { code: 'not-known', detail: 'the number has not reported yet' }
  if (!snapshot.eligible)
    return {
      code: snapshot.state === 'active' || snapshot.state === 'cooling' ? 'not-eligible' : snapshot.state,
      detail: snapshot.reason ?? `the number is ${snapshot.state}`,
    }
  if (credit < 1) return noCredit(snapshot.limitedBy)
  return null
}

const LIMITS: Record<NonNullable<ProfileSnapshot['limitedBy']>, string> = {
  second: 'its sends a second leave none in the next 60 s',
  hour: 'its hourly cap is used up',
  threeHours: 'its cap of three hours is used up',
  day: 'its daily cap is used up',
  reach: 'the limit of unique recipients per 24 hours is used up',
  queue: 'its queue is full',
  cooldown: 'it holds all that its cooldown lets it send in the next 60 s',
}

/** The limit by name where the number has said which it is. */
function noCredit(limit: ProfileSnapshot['limitedBy']): Reason {
  if (limit === undefined) return { code: 'no-credit', detail: 'its limits leave no send in the next 60 s' }
  return { code: 'no-credit', detail: LIMITS[limit] }
}

/** Why a number that may send takes no part for this message, or null: at high risk nobody is written to first. */
export function riskExclusion(snapshot: ProfileSnapshot | undefined, kind: ConversationKind): Reason | null {
  if (snapshot?.newConversations !== false || kind !== 'open') return null
  return { code: 'risk-high', detail: `the risk of ${snapshot.profileId} is high: it begins no new conversation` }
}

export interface MessageKind {
  category: Category
  template: { name: string; language: string } | null
}

/** Why the numbers of one WABA may not send this message now, or null: its template's state there, holds on it. */
export function accountExclusion(
  wabaId: string,
  message: MessageKind,
  facts: { template: Template | undefined; holds: readonly Hold[] },
  now: number,
): Reason | null {
  if (message.template !== null && facts.template !== undefined && STOPPED_TEMPLATES.has(facts.template.status))
    return {
      code: 'template-held',
      detail: `template ${message.template.name} (${message.template.language}) is ${facts.template.status}`,
    }
  for (const hold of facts.holds)
    if (concerns(hold, wabaId, message) && (hold.until === null || hold.until > now))
      return { code: hold.subject.kind === 'template' ? 'template-held' : 'held', detail: hold.detail }
  return null
}

/** Holds by token are the number's own business: its snapshot says so. */
function concerns(hold: Hold, wabaId: string, message: MessageKind): boolean {
  if (hold.subject.kind === 'token') return false
  if (hold.subject.kind === 'waba') return hold.subject.id === wabaId && reachCovers(hold.reach, message.category)
  if (message.template === null) return false
  const { name, language } = message.template
  return (
    hold.subject.id === templateSubject(wabaId, name, language) ||
    hold.subject.id === templateSubject(wabaId, name, '*')
  )
}

/** Whether an opt-out stops this category (`marketing` stops marketing and what is not known to be anything else). */
export function optOutStops(scope: OptOutScope | null, category: Category): boolean {
  if (scope === 'all') return true
  return scope === 'marketing' && (category === 'marketing' || category === 'unknown')
}

/** Many exclusions as a few reasons: one per code with the profiles it names, and of those without credit one per limit. */
export function summarise(excluded: readonly { profileId: string; reason: Reason }[]): Reason[] {
  const byCode = new Map<string, { first: Reason; ids: string[] }>()
  for (const { profileId, reason } of excluded) {
    const key = reason.code === 'no-credit' ? `${reason.code} ${reason.detail}` : reason.code
    const known = byCode.get(key)
    if (known === undefined) byCode.set(key, { first: reason, ids: [profileId] })
    else known.ids.push(profileId)
  }
  return [...byCode.values()].map(({ first, ids }) => ({
    code: first.code,
    detail:
      ids.length === 1
        ? `${ids[0]}: ${first.detail}`
        : `${ids.length} profiles (${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ' ...' : ''}): ${first.detail}`,
  }))
}
