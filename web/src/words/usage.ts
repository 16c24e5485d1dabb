import { count } from './count.ts'

/** How much of a window is used; `cap` null = none. */
type Use = { readonly used: number; readonly cap: number | null }

/** `20 left`; without a cap nothing is to be said. */
export const leftOf = ({ used, cap }: Use): string | undefined =>
  cap === null ? undefined : `${count(Math.max(0, cap - used))} left`

/** What a bar of usage says to who points at it. A place is reserved before a message leaves, and is used from then on. */
export const usageText = ({ used, cap }: Use): string => {
  const reserved = 'What is on its way is counted.'
  if (cap === null) return `${count(used)} used, no cap. ${reserved}`
  const until = used >= cap && cap > 0 ? ' until the window slides' : ''
  return `${count(used)} of ${count(cap)} used, ${leftOf({ used, cap })}${until}. ${reserved}`
}
