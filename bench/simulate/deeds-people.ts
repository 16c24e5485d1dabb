import type { Actor } from '../../durable/domain/reason.ts'
import { DEPLOYMENT } from '../../durable/portfolio/rpc.ts'
import type { Stage } from './deeds.ts'
import { hashOf, phoneOf, userIdOf } from './people.ts'

const ANN: Actor = { kind: 'key', id: 'k1', name: 'Ann' }
const DAY = 86_400_000
/** Codes after which a number's own queue is held. */
const HELD = [131048, 368, 131031]

/** What recipients do beside writing, and what the law and the operator ask of the guard for them. */
export function peopleDeeds(stage: Stage) {
  const { scenario, dice, ledger, edge, fleet, webhooks } = stage
  const { call, now } = edge.host
  const number = () => dice.pick(scenario.numbers).id
  const person = () => dice.between(0, scenario.people - 1)

  const heldOnes = () => {
    const twins = ledger.promised.filter((one) => one.status === 'held')
    if (twins.length > 0 && dice.chance(0.5)) return twins
    const struck = new Set(ledger.sends.flatMap((send) => (HELD.includes(send.code ?? 0) ? [send.id] : [])))
    return ledger.promised.filter((one) => one.status === 'held' || struck.has(one.id))
  }

  return {
    async preference() {
      const who = person()
      const address = phoneOf(who)
      const profile = number()
      const stop = dice.chance(0.7)
      const saidAt = now()
      if (!stop) ledger.lifts.push({ to: address, at: saidAt })
      await webhooks.tell(profile, {
        kind: 'preference',
        address: dice.chance(0.5) ? address.slice(1) : address,
        userId: dice.chance(0.3) ? userIdOf(who) : null,
        value: stop ? 'stop' : dice.pick(['resume', 'signup']),
        at: saidAt,
      })
      if (!stop) return
      const heard = { to: address, scope: 'marketing' as const, saidAt, ackedAt: now() }
      ledger.optOuts.push({ ...heard, profile }, { ...heard, profile: null })
    },
    async identity() {
      const who = person()
      const changesNumber = dice.chance(0.5)
      const addresses = changesNumber ? [userIdOf(who), phoneOf(who, true)] : [userIdOf(who), userIdOf(who, true)]
      await webhooks.tell(number(), {
        kind: 'identity',
        from: phoneOf(who).slice(1),
        userId: changesNumber ? userIdOf(who) : userIdOf(who, true),
        previousUserId: changesNumber ? null : userIdOf(who),
        newAddress: changesNumber ? phoneOf(who, true).slice(1) : null,
        at: now(),
      })
      ledger.joins.push({ addresses, ackedAt: now() })
    },
    async erase() {
      const stopped = ledger.optOuts.map((one) => one.to)
      const known = stopped.length > 0 && dice.chance(0.6)
      const address = known ? dice.pick(stopped) : dice.chance(0.8) ? phoneOf(person()) : userIdOf(person())
      const entry = { address, at: now(), ackedAt: Number.POSITIVE_INFINITY }
      ledger.erased.push(entry)
      for (const id of scenario.numbers) ledger.troubles.push({ profile: id.id, at: now(), hard: true })
      await eraseEverywhere(stage, address)
      entry.ackedAt = now()
    },
    async adopt() {
      const who = person()
      const profile = number()
      const until = now() + dice.span(60_000, DAY)
      ledger.inbound.push({ person: who, profile, at: until - DAY })
      await edge.persist(() => call.profile(profile).openWindows([{ address: phoneOf(who), until }], ANN))
    },
    async releaseHeld() {
      // some wait until there is something to free
      let held = heldOnes()
      for (let n = 0; n < 40 && held.length === 0 && scenario.holdDuplicates; n++) {
        await edge.host.sleep(scenario.spanMs / 40)
        held = heldOnes()
      }
      const any = held.length > 0 && dice.chance(0.8) ? held : ledger.promised
      if (any.length === 0) return
      const one = dice.pick(any)
      ledger.edited.push({ id: one.id, at: now() })
      await call.package(one.packageId).releaseHeld(one.id, ANN)
    },
    async token() {
      const one = fleet.numbers.get(number())
      if (one === undefined || one.deletedAt !== null) return
      one.tokenId = `token-new${Math.floor(dice.random() * 1e6)}`
      one.version += 1
      await fleet.pushNumber(one.id)
    },
    async look() {
      const packageId = dice.pick(scenario.packages)
      const page = { limit: dice.between(1, 5), cursor: null }
      await edge.persist(() => call.package(packageId).status({ live: dice.chance(0.5) }))
      await edge.persist(() => call.package(packageId).listScheduled(page))
      await edge.persist(() => call.package(packageId).routes(page))
      await edge.persist(() => call.package(packageId).listQueue(page))
      await edge.persist(() => call.profile(number()).health())
      await edge.persist(() => call.profile(number()).listQueue(page))
      await edge.persist(() => call.portfolio(dice.pick(scenario.portfolios)).optedOut(phoneOf(person())))
    },
    async forgetRoute() {
      for (const id of scenario.numbers) ledger.troubles.push({ profile: id.id, at: now(), hard: true })
      await edge.persist(() => call.package(dice.pick(scenario.packages)).deleteRoute(phoneOf(person()), ANN))
    },
  }
}

/** As DELETE /api/v1/recipients/:address does: owners first, one kind after the other, and once more. */
export async function eraseEverywhere({ scenario, edge }: Stage, address: string): Promise<void> {
  const { call } = edge.host
  const hash = hashOf(address)
  const packages = async () => {
    for (const id of scenario.packages) await edge.persist(() => call.package(id).erase(address, hash))
  }
  const numbers = async () => {
    for (const { id } of scenario.numbers) await edge.persist(() => call.profile(id).erase(address, hash))
  }
  const portfolios = async (ids: readonly string[]) => {
    for (const id of ids) await edge.persist(() => call.portfolio(id).erase(address, hash))
  }
  await packages()
  await numbers()
  await portfolios([...scenario.portfolios, DEPLOYMENT, ...scenario.portfolios])
  await packages()
  await numbers()
}
