import type { Dice } from './dice.ts'
import type { Named } from './from-schema.ts'
import { SECRET } from './hostile.ts'
import type { Group, World } from './world.ts'

/**
 * What a request may name. The run must not saw off the branch it sits on: what deletes gets what may be deleted, what
 * configures gets what nobody judges, and the rest gets everything. `path:id` is a parameter of the path.
 */
export function nameOf(key: string, world: World, dice: Dice, index: number): Named {
  const group = groupFor(key, world, dice)
  const number = (): string => dice.pick(group.numbers)
  return (name) => {
    switch (name) {
      case 'path:id':
        return pathId(key, world, group, dice)
      case 'path:version':
        return dice.pick(['v26.0', 'v26.0', 'v19.0', 'v100.99'])
      case 'path:senderId':
        return dice.chance(30) ? group.packageId : number()
      case 'path:mediaId':
        return dice.pick(key.startsWith('DELETE') ? world.doomedMedia : world.mediaIds)
      case 'phone_number_id':
        return dice.chance(50) ? dice.pick(world.calm.numbers) : undefined
      case 'path:profileId':
        return number()
      case 'path:address':
      case 'recipient':
      case 'recipients':
      case 'to':
      case 'address':
        // the deleting and opting-out kind of route has users of its own: the others would soon have nobody to write to
        return `+49169${String(dice.below(key.includes('routes') ? 5 : 500)).padStart(7, '0')}`
      case 'packageId':
      case 'packageIds':
      case 'id':
        return group.packageId
      case 'profileId':
        return number()
      case 'phoneNumberId':
        return key.startsWith('POST') ? `fuzz-${index}` : number()
      case 'wabaId':
        return key.startsWith('POST') ? `fuzzwaba-${index}` : group.wabaId
      case 'portfolioId':
        return key.startsWith('POST') && key.includes('profiles') ? `fuzzpf-${dice.below(3)}` : 'pf1'
      case 'until':
        return dice.chance(70) ? world.soon : undefined
      case 'token':
        return dice.chance(80) ? dice.pick([world.adminToken, world.tokens.viewer, world.tokens.limited]) : undefined
      case 'accessToken':
        return SECRET
      case 'timezone':
        return dice.pick(['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns'])
      default:
        return undefined
    }
  }
}

const DELETES = /^DELETE \/api\/v1\/(packages|profiles)\/\{id\}$/
const SENDS = /^(POST \/api\/v1\/packages\/\{id\}\/messages|GET )/
/** What is sent by it waits for Meta: by numbers that may. */
const WAITS = /^POST \/\{version\}/

function groupFor(key: string, world: World, dice: Dice): Group {
  if (DELETES.test(key)) return dice.pick(world.doomed)
  if (WAITS.test(key)) return world.calm
  if (!SENDS.test(key)) return dice.pick(world.loose)
  return dice.chance(60) ? world.calm : dice.pick(world.loose)
}

function pathId(key: string, world: World, group: Group, dice: Dice): string {
  if (key.includes('/packages/')) return group.packageId
  if (key.includes('/profiles/')) return dice.pick(group.numbers)
  if (key.endsWith('/release') && dice.chance(70)) return dice.pick(world.heldIds)
  if (key.startsWith('PATCH /api/v1/messages') && dice.chance(60)) return dice.pick(world.scheduledIds)
  if (key.includes('/messages/')) return dice.pick(world.messageIds)
  // what is taken away is gone: another one is read
  const [gone, ...read] = world.alertIds
  if (key.startsWith('DELETE /api/v1/alerts')) return gone ?? ''
  if (key.includes('/alerts/')) return dice.pick(read)
  return dice.pick(world.doomedKeys)
}

/**
 * The body with what would end the run taken out: a throttle that refuses everything after it. Looked for in the text,
 * since an altered body may well be a valid one.
 */
export function tamed(key: string, text: string): string {
  if (key !== 'PUT /api/v1/settings') return text
  try {
    const value: { throttle?: { requestsPerMinute?: unknown } | null } | null = JSON.parse(text)
    const limit = value?.throttle?.requestsPerMinute
    return typeof limit === 'number' && limit >= 1 && limit < 1_000_000
      ? '{"throttle":{"requestsPerMinute":1000000},"reconcileWindowSeconds":600}'
      : text
  } catch {
    return text
  }
}
