import { api } from '../../data/api.ts'
import { dropNumber, touchNumber } from '../../data/fleet.ts'
import { asApiError } from '../../data/problem.ts'
import type { Profile, Status } from '../../data/wire.ts'
import { confirm } from '../../parts/confirm-dialog.tsx'
import { toast } from '../../parts/toast.tsx'
import { plain } from '../../words/plain.ts'
import { reasonOf } from '../../words/reason.ts'
import { STATE_WORDS } from '../../words/states.ts'
import { lossOf, waits } from './loss.ts'
import { numberPath } from './number-data.ts'

/** What a person can do with a number; what stops or starts it asks first. */

type Then = () => Promise<void>

/** What came of it, in the number's own words; `begun` stands before a bad one. */
const said = (number: Profile, status: Status, begun: string): void => {
  touchNumber(number.id)
  const name = plain(number.displayName)
  const sends = status.state === 'active' || status.state === 'cooling'
  const reason = status.reason === null ? '' : ` ${reasonOf(status.reason).text}`
  toast(
    sends
      ? { text: `${name} can send.` }
      : { text: `${begun}${name} is ${STATE_WORDS[status.state].toLowerCase()}.${reason}`, tone: 'info' },
  )
}

const post = async (number: Profile, act: string, reason: string | undefined, then: Then): Promise<void> => {
  const status = await api.post<Status>(`${numberPath(number.id)}/${act}`, reason === undefined ? {} : { reason })
  await then()
  said(number, status, act === 'reconnect' ? 'Meta was asked. ' : '')
}

export const askToPause = (number: Profile, then: Then): void =>
  confirm({
    title: `Pause ${plain(number.displayName)}?`,
    text: `Nothing leaves by this number until somebody resumes it. ${waits(number)}`,
    verb: 'Pause number',
    danger: true,
    reason: true,
    run: (reason) => post(number, 'pause', reason, then),
  })

export const askToQuarantine = (number: Profile, then: Then): void =>
  confirm({
    title: `Put ${plain(number.displayName)} in quarantine?`,
    text: `It is out of service until a person resumes it, and its health shows it. ${waits(number)}`,
    verb: 'Quarantine',
    danger: true,
    reason: true,
    run: (reason) => post(number, 'quarantine', reason, then),
  })

export const askToResume = (number: Profile, then: Then): void =>
  confirm({
    title: `Resume ${plain(number.displayName)}?`,
    text: 'It sends again at its own pace, beginning with what waits with it. What Meta itself forbids stays forbidden; waits that Meta asked for go on.',
    verb: 'Resume number',
    danger: number.status?.state === 'quarantined',
    reason: true,
    run: (reason) => post(number, 'resume', reason, then),
  })

/** Asks Meta for the number now; changes nothing by itself. */
export const checkNow = async (number: Profile, then: Then): Promise<void> => {
  try {
    await post(number, 'reconnect', undefined, then)
  } catch (error) {
    toast({ text: `Meta could not be asked: ${asApiError(error).message}`, tone: 'critical' })
  }
}

type Leaving = {
  /** true while it is being taken out */
  readonly onLeave: (leaving: boolean) => void
  readonly onGone: (packageId: string) => void
}

export const askToDelete = (number: Profile, { onLeave, onGone }: Leaving): void =>
  confirm({
    title: `Take ${plain(number.displayName)} out?`,
    text: lossOf(number),
    verb: 'Take it out',
    danger: true,
    typed: plain(number.displayName),
    run: async () => {
      onLeave(true)
      try {
        await api.delete(numberPath(number.id))
      } catch (error) {
        onLeave(false)
        throw error
      }
      dropNumber(number.id)
      toast({ text: `${plain(number.displayName)} is taken out.` })
      onGone(number.packageId)
    },
  })
