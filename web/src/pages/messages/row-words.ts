import type { MessageStatus } from '../../../../durable/domain/status.ts'
import type { MessageSummary } from '../../data/wire.ts'
import { contentText } from '../../words/content.ts'
import { errorText, kindOf } from '../../words/message.ts'
import { plain } from '../../words/plain.ts'
import { moment } from '../../words/time.ts'

/** What a row says of its message besides its status: what is most worth knowing first. `now`: ms. */
export const noteOf = (message: MessageSummary, status: MessageStatus, now: number): string | undefined => {
  const { error, duplicateConfirmed, notBefore, attempts } = message
  if (duplicateConfirmed) return 'went out twice'
  if (error !== null && (status === message.status || status === 'failed')) return errorText(error)
  if (status === 'held') return 'release or cancel it'
  if (status === 'unknown') return 'no answer; being checked'
  const waits = status === 'accepted' || status === 'queued'
  if (waits && notBefore !== null && Date.parse(notBefore) > now) return `not before ${moment(notBefore, now)}`
  return attempts > 1 ? `${attempts} attempts` : undefined
}

/** The second line of a row: kind, then note or the message's own words. */
export const lineOf = (message: MessageSummary, status: MessageStatus, now: number): string => {
  const note = noteOf(message, status, now)
  const says = contentText(message.type, message.content)
  const words = note ?? (says === undefined ? undefined : plain(says.slice(0, 160)).replace(/\s+/g, ' '))
  return words === undefined ? kindOf(message) : `${kindOf(message)} · ${words}`
}
