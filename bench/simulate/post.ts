import type { Actor } from '../../durable/domain/reason.ts'
import type { Accepted, AcceptItem, AcceptResult } from '../../durable/package/rpc.ts'
import type { Stage } from './deeds.ts'
import { isConnection } from './edge.ts'
import { hashOf, phoneOf, userIdOf } from './people.ts'

const CALLER: Actor = { kind: 'key', id: 'k2', name: 'shop' }

/**
 * A caller posts messages `from` .. `from + count - 1` as one batch; with a key it repeats until it is answered, without
 * one it tries once. The key k of a batch stands for k#i on item i.
 */
export async function postMessages(
  stage: Stage,
  from: number,
  count: number,
  change: (item: AcceptItem) => AcceptItem = (item) => item,
): Promise<void> {
  const { dice, scenario, edge } = stage
  const packageId = dice.pick(scenario.packages)
  const keyed = dice.chance(0.7)
  const items = Array.from({ length: count }, (_, i) =>
    change(itemOf(stage, from + i, packageId, keyed ? (count === 1 ? `key-${from}` : `key-${from}#${i}`) : null)),
  )
  const post = () => edge.host.call.package(packageId).accept(items, CALLER)
  let answers: AcceptResult[]
  try {
    answers = keyed ? await edge.persist(post, dice.between(10, 3_000)) : await post()
  } catch (error) {
    if (isConnection(error)) return
    throw error
  }
  if (answers.length !== count) edge.bugs.push(`${count} items had ${answers.length} answers`)
  items.forEach((item, i) => {
    const answer = answers[i]
    if (answer !== undefined && 'accepted' in answer) promise(stage, packageId, item, answer.accepted)
  })
  if (keyed) await again(stage, packageId, items, answers)
  const first = answers[0]
  // a caller that changes its mind at once: the offer may be on its way
  if (dice.chance(0.05) && first !== undefined && 'accepted' in first) {
    await edge.host.sleep(dice.between(0, 12))
    const { id } = first.accepted
    const result = await edge.persist(() => edge.host.call.package(packageId).cancel(id, CALLER))
    if (result.ok && result.view.status === 'cancelled') stage.ledger.cancelled.push({ id, at: edge.host.now() })
  }
}

function promise(stage: Stage, packageId: string, item: AcceptItem, { id, status }: Accepted): void {
  const { ledger, edge } = stage
  const at = edge.host.now()
  // by the category that Meta says: at most once for marketing and authentication
  const careful = item.template !== null && item.template.name !== 'notice'
  const policy = item.guard.policy ?? (careful ? 'at_most_once' : 'reconcile')
  const order = item.guard.order ?? (item.template?.name === 'otp' ? 'free' : 'kept')
  ledger.promised.push({ id, at, packageId, key: item.idempotencyKey, item, status, policy, order })
  ledger.versions.push({ id, mark: markOf(item), sentAt: 0, ackedAt: at })
}

/** A caller that is not sure posts again, and one that is wrong posts another body under the same key. */
async function again(stage: Stage, packageId: string, items: AcceptItem[], first: AcceptResult[]): Promise<void> {
  const { dice, edge } = stage
  const post = (list: AcceptItem[]) => edge.persist(() => edge.host.call.package(packageId).accept(list, CALLER))
  if (dice.chance(0.2)) {
    if (dice.chance(0.3)) await edge.host.sleep(dice.span(1_000, stage.scenario.spanMs))
    const answers = await post(items)
    items.forEach((item, i) => {
      const [before, after] = [first[i], answers[i]]
      if (before === undefined || !('accepted' in before)) {
        // what was refused is not remembered, and may be accepted now
        if (after !== undefined && 'accepted' in after) promise(stage, packageId, item, after.accepted)
        return
      }
      const same =
        after !== undefined &&
        'accepted' in after &&
        after.replayed &&
        JSON.stringify(after.accepted) === JSON.stringify(before.accepted)
      if (!same)
        edge.bugs.push(`key ${item.idempotencyKey} was answered ${JSON.stringify([before, after])}, not the same twice`)
    })
  }
  if (!dice.chance(0.08)) return
  const answers = await post(items.map((item) => ({ ...item, bodyHash: `${item.bodyHash}-other` })))
  answers.forEach((answer, i) => {
    const before = first[i]
    if (before === undefined || !('accepted' in before)) return
    if (!('problem' in answer) || answer.problem.type !== 'idempotency-mismatch')
      edge.bugs.push(`key ${items[i]?.idempotencyKey} took another body: ${JSON.stringify(answer)}`)
  })
}

function markOf(item: AcceptItem): string {
  const { mark } = JSON.parse(item.content) as { mark?: string }
  return mark ?? ''
}

/** A message of any kind. `mark` is a member that Meta does not know: it tells which content went out. */
export function itemOf(stage: Stage, n: number, packageId: string, key: string | null): AcceptItem {
  const { dice, scenario, edge, fleet } = stage
  const person = dice.between(0, scenario.people - 1)
  const to = dice.pick([...Array(17).fill(phoneOf(person)), userIdOf(person), userIdOf(person), phoneOf(person, true)])
  const guard: AcceptItem['guard'] = { priority: dice.pick(['high', 'normal', 'normal', 'low'] as const) }
  if (dice.chance(0.8)) guard.policy = dice.pick(['reconcile', 'at_most_once'] as const)
  if (dice.chance(0.8)) guard.order = dice.chance(0.85) ? 'kept' : 'free'
  if (dice.chance(0.1)) guard.kind = dice.pick(['open', 'reply'] as const)
  const now = edge.host.now()
  if (dice.chance(0.12))
    guard.sendAt = now + (dice.chance(0.8) ? dice.span(1_000, scenario.spanMs) : dice.between(-60_000, 5))
  if (dice.chance(0.2))
    guard.expiresAt =
      (guard.sendAt ?? now) + (dice.chance(0.95) ? dice.span(10_000, scenario.spanMs * 2) : dice.between(-5, 5))
  const members = fleet.live(packageId)
  if (dice.chance(0.06)) guard.profileId = dice.chance(0.05) || members.length === 0 ? '999' : dice.pick(members).id
  const tied = dice.chance(0.08)
  const content = contentOf(stage, to, String(n), tied)
  // with holdDuplicates on, the same text comes again now and then
  const twin =
    scenario.holdDuplicates && key === null ? stage.ledger.promised.find((one) => one.item.to === to) : undefined
  return {
    ...(twin !== undefined && dice.chance(0.5)
      ? { type: twin.item.type, content: twin.item.content, template: twin.item.template, tied: twin.item.tied }
      : { ...content, tied }),
    to,
    // the Worker cannot always tell it: without D1 it may not know the pepper
    ...(dice.chance(stage.ledger.erased.length > 0 ? 0.3 : 0.03) ? {} : { toHash: hashOf(to) }),
    parameters: dice.chance(0.02) ? { header: 1, body: 3 } : null,
    guard,
    idempotencyKey: key,
    bodyHash: `hash-${n}`,
  }
}

/** The Cloud API object: template, text, or something tied to one number by media id, context or reaction. */
export function contentOf(
  { dice }: Pick<Stage, 'dice'>,
  to: string,
  mark: string,
  tied: boolean,
  wanted?: 'promo',
): Pick<AcceptItem, 'type' | 'content' | 'template'> {
  const name = wanted ?? dice.pick(['promo', 'notice', 'notice', 'otp', 'ghost', null] as const)
  if (name !== null) {
    const template = { name, language: 'en' }
    const context = tied ? { context: { message_id: 'wamid.before' } } : {}
    const body = { to, type: 'template', template: { name, language: { code: 'en' } }, mark, ...context }
    return { type: 'template', content: JSON.stringify(body), template }
  }
  const type = tied ? dice.pick(['image', 'reaction'] as const) : 'text'
  const inner = { text: { body: 'hello' }, image: { id: 'media1' }, reaction: { message_id: 'wamid.x', emoji: 'a' } }[
    type
  ]
  return { type, content: JSON.stringify({ to, type, [type]: inner, mark }), template: null }
}
