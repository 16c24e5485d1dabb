import type { Actor } from '../../durable/domain/reason.ts'
import type { AcceptItem } from '../../durable/package/rpc.ts'
import type { Stage } from './deeds.ts'
import { isConnection } from './edge.ts'
import { phoneOf } from './webhooks.ts'

const CALLER: Actor = { kind: 'key', id: 'k2', name: 'shop' }

/** A caller posts one message; with a key it repeats until it is answered, without one it tries once. */
export async function postMessage(stage: Stage, n: number): Promise<void> {
  const { dice, scenario, edge, ledger, fleet } = stage
  const packageId = dice.pick(scenario.packages)
  const key = dice.chance(0.7) ? `key-${n}` : null
  const item = itemOf(stage, n, packageId, key)
  const post = () => edge.host.call.package(packageId).accept([item], CALLER)
  if (fleet.packages.get(packageId)?.deletedAt !== null) return
  let answers: Awaited<ReturnType<typeof post>>
  try {
    answers = key === null ? await post() : await edge.persist(post, dice.between(10, 3_000))
  } catch (error) {
    if (isConnection(error)) return
    throw error
  }
  const answer = answers[0]
  if (answer === undefined || 'problem' in answer) return
  const { policy, order } = item.guard
  const promised = { id: answer.accepted.id, at: edge.host.now(), packageId, key, item }
  ledger.promised.push({ ...promised, policy: policy ?? 'reconcile', order: order ?? 'kept' })
  // a caller that is not sure posts again
  if (key !== null && dice.chance(0.2)) {
    const [again] = await edge.persist(post)
    if (again === undefined || 'problem' in again || again.accepted.id !== answer.accepted.id)
      edge.bugs.push(`key ${key} was answered ${answer.accepted.id} and then ${JSON.stringify(again)}`)
  }
}

function itemOf(stage: Stage, n: number, packageId: string, key: string | null): AcceptItem {
  const { dice, scenario, edge, fleet } = stage
  const person = dice.between(0, scenario.people - 1)
  const to = dice.chance(0.9) ? phoneOf(person) : `DE.p${phoneOf(person).slice(-2)}`
  const name = dice.pick(['promo', 'notice', 'notice', 'otp', null] as const)
  const template = name === null ? null : { name, language: 'en' }
  const body =
    template === null
      ? { to, type: 'text', text: { body: `hello ${n}` } }
      : { to, type: 'template', template: { name: template.name, language: { code: 'en' } } }
  const guard: AcceptItem['guard'] = {
    policy: dice.pick(['reconcile', 'at_most_once'] as const),
    order: dice.chance(0.85) ? 'kept' : 'free',
    priority: dice.pick(['high', 'normal', 'normal', 'low'] as const),
  }
  if (dice.chance(0.1)) guard.sendAt = edge.host.now() + dice.span(1_000, scenario.spanMs)
  if (dice.chance(0.2)) guard.expiresAt = (guard.sendAt ?? edge.host.now()) + dice.span(10_000, scenario.spanMs * 2)
  const members = fleet.live(packageId)
  if (dice.chance(0.06) && members.length > 0) guard.profileId = dice.pick(members).id
  return {
    to,
    type: body.type,
    content: JSON.stringify(body),
    template,
    tied: false,
    parameters: null,
    guard,
    idempotencyKey: key,
    bodyHash: `hash-${n}`,
  }
}
