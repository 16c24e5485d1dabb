import type { Profile } from '../../data/wire.ts'
import { count } from '../../words/count.ts'

/** What becomes of a number's messages when it is stopped or taken out, said before it is. */

type Busy = { readonly status: Pick<NonNullable<Profile['status']>, 'queue' | 'inFlight'> | null }

const OTHERS = "the package's other numbers"

export const waits = ({ status }: Busy): string => {
  const many = status === null ? 0 : Math.max(0, status.queue - status.inFlight)
  if (many === 0) return 'No message waits with it.'
  if (many === 1) return `The message that waits with it goes to ${OTHERS} if it may move; else it waits here.`
  return `Of the ${count(many)} messages that wait with it, those that may move go to ${OTHERS}; the others wait here.`
}

const lost = (many: number): string => {
  if (many === 0) return 'No message is with it.'
  if (many === 1) return `The message that is with it goes to ${OTHERS} if it may move; else it ends cancelled.`
  return `Of the ${count(many)} messages with it, those that may move go to ${OTHERS}; the others end cancelled.`
}

export const lossOf = ({ status }: Busy): string =>
  [
    'It leaves its package and the guard; at Meta nothing changes.',
    lost(status?.queue ?? 0),
    'Recipients with a route to it are given out anew. It can be added again with its token; what it sent still counts then.',
  ].join(' ')
