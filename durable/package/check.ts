import { categoryOf, parameterMismatch, textDigest } from '../domain/accept-rules.ts'
import { defaultExpiry, defaultOrder, defaultPolicy } from '../domain/lifetime.ts'
import type { OrderMode } from '../domain/message.ts'
import type { Facts } from './row.ts'
import type { AcceptItem, AcceptProblem } from './rpc.ts'
import type { PackageState } from './state.ts'

export type Refusal = { problem: AcceptProblem }

export function problem(type: AcceptProblem['type'], detail: string, path?: string): Refusal {
  return { problem: { type, detail, ...(path === undefined ? {} : { errors: [{ path, message: detail }] }) } }
}

/** What a new message is, with the defaults that follow from its category. */
export function factsOf(
  state: PackageState,
  item: AcceptItem,
): Facts & { order: OrderMode; expiry: (windowUntil: number | null, sendAt: number | null) => number } {
  const category = categoryOf(item.template, templatesOf(state, item))
  const acceptedAt = state.host.now()
  return {
    to: item.to,
    type: item.type,
    category,
    template: item.template,
    kind: item.guard.kind ?? (item.template === null ? 'reply' : 'open'),
    policy: item.guard.policy ?? defaultPolicy(category),
    reference: item.guard.reference ?? null,
    ...(item.toHash === undefined ? {} : { toHash: item.toHash }),
    digest: textDigest(item.content),
    order: item.guard.order ?? defaultOrder(category),
    expiry: (windowUntil, sendAt) =>
      defaultExpiry({ acceptedAt, sendAt, category, freeForm: item.template === null, windowUntil }),
  }
}

/** What is wrong with the request itself: refused at once, nothing stored (api.md). */
export function checkItem(state: PackageState, item: AcceptItem): Refusal | null {
  const pinned = item.guard.profileId
  if (pinned !== undefined && !state.members.has(pinned))
    return problem('invalid-request', 'no profile of this package has this id', 'guard.profileId')
  if (item.template === null) return null
  const wrong = parameterMismatch(item.parameters, templatesOf(state, item))
  return wrong === null ? null : problem('invalid-request', wrong, 'template.components')
}

/** The template as each account knows it whose number could send the message. */
function templatesOf(state: PackageState, item: AcceptItem): ReturnType<PackageState['template']>[] {
  const pinned = item.guard.profileId
  const wabas = new Set<string>()
  for (const member of state.members.values())
    if (pinned === undefined || member.profileId === pinned) wabas.add(member.wabaId)
  return [...wabas].map((wabaId) => state.template(wabaId, item.template))
}
