import type { Actor } from '../../durable/domain/reason.ts'
import type { AcceptItem } from '../../durable/package/rpc.ts'
import type { Stage } from './deeds.ts'
import { hashOf, personOf, phoneOf } from './people.ts'
import { contentOf, postMessages } from './post.ts'

const ANN: Actor = { kind: 'key', id: 'k1', name: 'Ann' }
/** Meta's code for who has opted out there. */
const OPTED_OUT = 131050

/** Marketing to somebody, now and then from one number alone. */
function promoTo(stage: Stage, to: string, profileId: string | null) {
  return (item: AcceptItem): AcceptItem => {
    const { sendAt: _sendAt, profileId: _profileId, ...guard } = item.guard
    return {
      ...item,
      ...contentOf(stage, to, String(item.bodyHash), false, 'promo'),
      ...{ to, toHash: hashOf(to), tied: false, guard: { ...guard, ...(profileId === null ? {} : { profileId }) } },
    }
  }
}

/** An operator's word, to every portfolio until it has answered. */
export async function optOutBy({ scenario, ledger, edge }: Stage, to: string, scope: 'marketing' | 'all') {
  const { call, now } = edge.host
  const saidAt = now()
  const entries = [{ address: to, scope, source: 'operator', at: saidAt }]
  await Promise.all(scenario.portfolios.map((id) => edge.persist(() => call.portfolio(id).optOut(entries, ANN))))
  ledger.optOuts.push({ to, scope, profile: null, saidAt, ackedAt: now() })
}

/** Words of people who want no more, or want again. */
export function consentDeeds(stage: Stage) {
  const { scenario, dice, ledger, edge, meta, webhooks } = stage
  const { now, sleep } = edge.host
  const number = () => dice.pick(scenario.numbers).id
  const person = () => dice.between(0, scenario.people - 1)
  const post = (to: string, profileId: string | null) =>
    postMessages(stage, 200_000 + 10 * dice.between(0, 9_999), 2, promoTo(stage, to, profileId))

  return {
    async stopWord() {
      const who = person()
      const profile = number()
      const saidAt = now()
      await webhooks.inbound(profile, who, 'STOP')
      const heard = { to: phoneOf(who), scope: 'marketing' as const, saidAt, ackedAt: now() }
      ledger.optOuts.push({ ...heard, profile }, { ...heard, profile: null })
    },
    async startWord() {
      // of who is said to have opted out at Meta it lifts that as well
      const before = ledger.sends.length
      const wanted = dice.chance(0.5)
      if (wanted) {
        const profile = number()
        const who = person()
        meta.struck.set(profile, OPTED_OUT)
        await post(phoneOf(who), profile)
        await sleep(dice.between(1_000, 60_000))
      }
      const struck = ledger.sends.slice(before).find((send) => send.code === OPTED_OUT)
      const who = struck?.person ?? person()
      ledger.lifts.push({ to: phoneOf(who), at: now() })
      await webhooks.inbound(struck?.profile ?? number(), who, 'START')
      if (struck !== undefined) await post(phoneOf(who), struck.profile)
    },
    async optOut() {
      const join = ledger.joins.length > 0 && dice.chance(0.7) ? dice.pick(ledger.joins) : null
      const [to = '', other = ''] = join?.addresses ?? [phoneOf(person())]
      await optOutBy(stage, to, join === null ? dice.pick(['marketing', 'all'] as const) : 'marketing')
      if (join === null) return
      // what was said of one address, asked and lifted for the other
      await post(other, null)
      await sleep(dice.between(1_000, 60_000))
      ledger.lifts.push({ to: phoneOf(personOf(to)), at: now() })
      const address = to.startsWith('+') ? to : null
      const word = { kind: 'preference' as const, address, userId: address === null ? to : null, value: 'resume' }
      await webhooks.tell(number(), { ...word, at: now() })
      await post(other, null)
    },
  }
}
