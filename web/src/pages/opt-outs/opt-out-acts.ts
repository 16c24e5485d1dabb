import type * as z from 'zod'
import type { ErasedView, OptOutChangeView } from '../../../../worker/contract/admin.ts'
import { api } from '../../data/api.ts'
import { confirm } from '../../parts/confirm-dialog.tsx'
import { toast } from '../../parts/toast.tsx'
import { count, counted } from '../../words/count.ts'
import { phone } from '../../words/phone.ts'
import { type OptOut, recipientOf, type Scope } from './opt-out-words.ts'

/** What a person can do about opt-outs. */

export type Change = z.infer<typeof OptOutChangeView>
type Erased = z.infer<typeof ErasedView>

/** An erasure touches as many messages as one request may; more than this many requests are no single recipient's. */
const ROUNDS = 200

export const setOptOuts = (recipients: readonly string[], scope: Scope): Promise<Change> =>
  api.post<Change>('/opt-outs', { recipients, scope })

const AT_META: Readonly<Record<string, string>> = {
  preference: ' They chose it in WhatsApp: Meta goes on refusing marketing until they choose otherwise there.',
  'meta-131050': ' Meta has refused marketing to them: it goes on doing so until they choose otherwise in WhatsApp.',
}

export const askToLift = (row: OptOut, then: (change: Change) => void): void => {
  const who = recipientOf(row.recipient)
  confirm({
    title: `Lift the opt-out of ${who}?`,
    text: `From now on messages to them are accepted again, by every number of every portfolio. What was refused meanwhile is not sent.${AT_META[row.source] ?? ''} Lift it only when they asked for it.`,
    verb: 'Lift opt-out',
    danger: true,
    run: async () => {
      const change = await api.delete<Change>('/opt-outs', { recipient: row.recipient })
      then(change)
      toast({ text: `The opt-out of ${who} is lifted.` })
    },
  })
}

/** Asks again until everything is done: one request touches a part of a long history. */
const erase = async (address: string): Promise<number> => {
  let erased = 0
  for (let round = 0; round < ROUNDS; round++) {
    const answer = await api.delete<Erased>(`/recipients/${encodeURIComponent(address)}`)
    erased += answer.erased
    if (answer.complete) return erased
  }
  throw new Error(`${count(erased)} entries are erased and there are more: erase this recipient once more.`)
}

export const askToErase = (address: string, then: () => void): void =>
  confirm({
    title: `Erase ${phone(address)} for good?`,
    text: [
      'Their address and every text to and from them leave the messages, the kept webhooks, the routes and the queues of all packages.',
      'Messages that wait for them are cancelled; one that is being sent keeps the address until it has ended, and erasing again takes that too.',
      'An opt-out stays in force, without the address. Counts stay. Nobody can undo this; what Meta and your own software keep is not touched.',
    ].join(' '),
    verb: 'Erase for good',
    danger: true,
    typed: address,
    run: async () => {
      const erased = await erase(address)
      then()
      toast({
        text:
          erased === 0
            ? `Nothing of ${phone(address)} was kept here.`
            : `${phone(address)} is erased: ${counted(erased, 'entry', 'entries')} changed.`,
      })
    },
  })
