import { pause } from '../e2e/client.ts'
import { template } from '../e2e/fleet.ts'
import type { Dice } from './accepts.ts'
import { type Asking, insist } from './call.ts'
import { type ChaosNumber, profileInput } from './fleet.ts'

const SCHEDULED_LIFE_MS = 30_000

/** A person of an open window writes again: what the product answers 200 to must be in its history. */
export async function inbound(
  { sandbox, book, gate, running }: Asking,
  talkers: readonly { to: string; number: string }[],
  roll: Dice,
): Promise<void> {
  for (let n = 0; running(); n++) {
    await gate.through()
    const one = talkers[roll(talkers.length)]
    if (one === undefined) return
    const said = await sandbox.expect(200, 'POST', '/sandbox/inbound', {
      ...{ phoneNumberId: one.number, from: one.to, text: `Question ${n}` },
    })
    const delivery = (said['deliveries'] as number[])[0]
    if (delivery !== undefined) book.inbound.set(String(said['id']), delivery)
    await pause(100 + roll(300))
  }
}

/**
 * Cancels what was acknowledged a moment ago, and in turn what was scheduled for the sake of it: on a slow machine all else
 * has left before its cancel comes. A 200 says that it will not leave any more.
 */
export async function cancels(asking: Asking, packages: readonly string[], roll: Dice): Promise<void> {
  const { book, running, gate } = asking
  for (let n = 0; running(); n++) {
    await gate.through()
    // one that turns out unknown is never repeated any more, and stays so until its end: none that outlives the run
    const now = Date.now()
    const recent = book.recent(8, now, now + 60_000)
    const packageId = packages[roll(packages.length)] ?? ''
    const id = n % 2 === 0 ? await scheduled(asking, packageId, n) : recent[roll(Math.max(recent.length, 1))]
    if (id !== undefined) {
      const answer = await insist(asking, [200, 409], 'POST', `/api/v1/messages/${id}/cancel`)
      if (answer?.status === 200) {
        book.cancelled.set(id, Date.now())
        book.arrived(id)
      }
    }
    await pause(150 + roll(400))
  }
}

/**
 * A message to somebody of its own that leaves in two seconds, unless it is cancelled before. Its end comes within the run's quiet: a
 * cancel that finds it unknown leaves it so until then.
 */
async function scheduled(asking: Asking, packageId: string, n: number): Promise<string | undefined> {
  const to = `+5730299${String(n).padStart(5, '0')}`
  const now = Date.now()
  const promised = { to, type: 'template', packageId, expiresAt: now + SCHEDULED_LIFE_MS }
  const body = {
    ...template(to, 'hello_world'),
    guard: { sendAt: new Date(now + 2_000).toISOString(), expiresAt: new Date(promised.expiresAt).toISOString() },
  }
  const key = `scheduled-${n}`
  const path = `/api/v1/packages/${packageId}/messages`
  const answer = await insist(asking, [202], 'POST', path, body, { 'idempotency-key': key })
  if (answer?.status !== 202) return undefined
  const id = String(answer.body['id'])
  asking.book.acknowledge(id, key, { ...promised, at: Date.now() }, null)
  return id
}

/** Pauses one number after another for a while; nothing may leave by it between the two answers. */
export async function pauses(asking: Asking, numbers: readonly ChaosNumber[], roll: Dice): Promise<void> {
  const { book, running } = asking
  while (running()) {
    await pause(300 + roll(900))
    const one = numbers[roll(numbers.length)]
    if (one === undefined || !running()) continue
    const path = `/api/v1/profiles/${one.id}`
    if ((await insist(asking, [200], 'POST', `${path}/pause`, { reason: 'chaos' })) === null) return
    const stop = { phoneNumberId: one.id, packageId: null, from: Date.now(), until: null as number | null }
    book.forbidden.push(stop)
    await pause(400 + roll(1_600))
    await asking.gate.through()
    stop.until = Date.now()
    await insist(asking, [200], 'POST', `${path}/resume`, { reason: 'chaos' })
  }
}

/** Pauses a whole package now and then; the other one goes on. */
export async function packagePauses(
  asking: Asking,
  packageId: string,
  numbers: readonly ChaosNumber[],
  roll: Dice,
): Promise<void> {
  const { book, running } = asking
  while (running()) {
    await pause(3_000 + roll(5_000))
    if (!running()) return
    const path = `/api/v1/packages/${packageId}`
    if ((await insist(asking, [200], 'POST', `${path}/pause`, { reason: 'chaos' })) === null) return
    const stops = numbers.map((one) => ({
      phoneNumberId: one.id,
      packageId,
      from: Date.now(),
      until: null as number | null,
    }))
    book.forbidden.push(...stops)
    await pause(400 + roll(800))
    await asking.gate.through()
    for (const stop of stops) stop.until = Date.now()
    await insist(asking, [200], 'POST', `${path}/resume`, { reason: 'chaos' })
    book.packagePauses += 1
  }
}

/**
 * Takes a number out of one package and adds it to the other, for ever. From the moment that the deletion was applied
 * nothing of the old package may leave by it until it comes back.
 */
export async function moves(asking: Asking, one: ChaosNumber, packages: readonly string[], roll: Dice): Promise<void> {
  const { api, book, running } = asking
  for (let place = one.home; running(); place = 1 - place) {
    await pause(1_500 + roll(2_500))
    if (!running()) return
    const gone = await insist(asking, [200, 404], 'DELETE', `/api/v1/profiles/${one.id}`)
    if (gone === null) return
    const away = {
      phoneNumberId: one.id,
      packageId: packages[place] ?? '',
      from: Date.now(),
      until: null as number | null,
    }
    // not applied: the number has not heard of it yet, and the sweep will tell it
    if (gone.status === 200 && gone.body['applied'] === true) book.forbidden.push(away)
    await pause(roll(400))
    for (const stop of book.forbidden)
      if (stop.phoneNumberId === one.id && stop.packageId === packages[1 - place] && stop.until === null) {
        await asking.gate.through()
        stop.until = Date.now()
      }
    const added = await insist(
      ...([asking, [201, 409], 'POST', `/api/v1/packages/${packages[1 - place]}/profiles`, profileInput(one)] as const),
    )
    const to = packages[1 - place] ?? ''
    let at: unknown = added?.status === 201 ? to : undefined
    // 409: it had been taken in before the kill swallowed the answer
    if (added?.status === 409) {
      // nothing from outside wakes the product after a kill
      await asking.gate.through()
      const seen = await api.call('GET', `/api/v1/profiles/${one.id}`).catch(() => null)
      at = seen?.body['packageId']
      if (at !== undefined && at !== to) book.strange.push(`${one.id} is in ${String(at)} after a move`)
    }
    if (at === to) book.moves.push({ phoneNumberId: one.id, to, at: Date.now() })
  }
}
