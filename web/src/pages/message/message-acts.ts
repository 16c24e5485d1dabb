import { api } from '../../data/api.ts'
import { heldChanged } from '../../data/held-turn.ts'
import { asApiError } from '../../data/problem.ts'
import { may } from '../../data/session.ts'
import type { Message } from '../../data/wire.ts'
import { confirm } from '../../parts/confirm-dialog.tsx'
import { toast } from '../../parts/toast.tsx'
import { describeMessage } from '../../words/message.ts'
import { messagePath } from './message-data.ts'

/** What a person can do with a message; each asks first and says what it will do. */

type Then = (now: Message) => void
type Subject = Pick<Message, 'id' | 'status' | 'direction' | 'type' | 'content' | 'recipient' | 'timeline'>

const waits = ({ status, direction }: Pick<Message, 'status' | 'direction'>): boolean =>
  direction === 'out' && (status === 'accepted' || status === 'queued' || status === 'held')

const forbidden = ({ timeline }: Pick<Message, 'timeline'>): boolean =>
  timeline.some(({ event }) => event === 'resend-forbidden')

export const mayCancel = (one: Subject): boolean => may('operate') && waits(one)
export const mayEdit = (one: Subject): boolean => may('operate') && waits(one)
export const mayRelease = (one: Subject): boolean => may('operate') && one.direction === 'out' && one.status === 'held'
/** Of one whose outcome is not known nothing can be called back, but another try can be forbidden. */
export const mayForbid = (one: Subject): boolean =>
  may('operate') && one.direction === 'out' && one.status === 'unknown' && !forbidden(one)

const post = (one: Subject, act: 'cancel' | 'release'): Promise<Message> =>
  api.post<Message>(`${messagePath(one.id)}/${act}`)

export const askToCancel = (one: Subject, then: Then): void =>
  confirm({
    title: 'Cancel this message?',
    text: `${describeMessage(one)} has not left yet and never will. This cannot be undone; the same can be sent again as a new message.`,
    verb: 'Cancel the message',
    danger: true,
    run: async () => {
      then(await post(one, 'cancel'))
      if (one.status === 'held') heldChanged()
      toast({ text: 'The message is cancelled.' })
    },
  })

export const askToRelease = (one: Subject, then: Then): void =>
  confirm({
    title: 'Release this message?',
    text: `${describeMessage(one)} is held until a person has looked at it. It goes back to its place in the queue and leaves when its turn comes.`,
    verb: 'Release it',
    run: async () => {
      then(await post(one, 'release'))
      heldChanged()
      toast({ text: 'The message is released.' })
    },
  })

export const askToForbid = (one: Subject, refetch: () => Promise<void>): void =>
  confirm({
    title: 'Never send this message again?',
    text: `It may have gone out already: Meta's answer was lost. If it proves lost, the guard would send ${describeMessage(one)} again; after this it does not, and the message stays open until Meta's word or its end.`,
    verb: 'Never send it again',
    danger: true,
    run: async () => {
      try {
        await post(one, 'cancel')
      } catch (error) {
        // The guard takes the word and says besides that what is on its way cannot be called back: both are true.
        if (asApiError(error).type !== 'already-sending') throw error
      }
      await refetch()
      toast({ text: 'It is not sent again, whatever became of the first try.' })
    },
  })
