import type { Package } from '../../data/wire.ts'
import { count, counted } from '../../words/count.ts'

/** What becomes of a package's numbers and messages when it is paused or deleted, said before it is. */

type Held = { readonly profileIds: readonly string[]; readonly live: Pick<NonNullable<Package['live']>, 'open'> | null }

const waiting = (of: Held): string => {
  const open = of.live?.open
  return open === undefined || open === 0 ? '' : ` ${counted(open, 'message')} ${open === 1 ? 'is' : 'are'} open now.`
}

const leaves = (numbers: number): string => {
  if (numbers === 0) return 'It has no numbers yet; what is added sends nothing until somebody resumes it.'
  const whose = numbers === 1 ? 'its number' : `any of its ${count(numbers)} numbers`
  return `Nothing leaves ${whose} until somebody resumes it.`
}

/** What a pause stops. */
export const stopOf = (of: Held): string =>
  `${leaves(of.profileIds.length)} New messages are accepted and wait; what is at Meta already is not called back.${waiting(of)}`

/** What is lost with it, in one sentence each. */
export const lossOf = (of: Held): string => {
  const numbers = of.profileIds.length
  const open = of.live?.open ?? 0
  return [
    numbers === 0
      ? 'It has no numbers.'
      : `${numbers === 1 ? 'Its number leaves' : `Its ${count(numbers)} numbers leave`} the guard; at Meta nothing changes, and a number can be added again later with its token.`,
    open === 0
      ? 'No message is open.'
      : `${counted(open, 'message')} that ${open === 1 ? 'is' : 'are'} still open ${open === 1 ? 'is' : 'are'} cancelled; what is at Meta already is not called back.`,
    'Its routes and limits are forgotten. The history of its messages stays as long as settings keep it.',
  ].join(' ')
}
