import { type Hold, templateSubject } from './hold.ts'
import type { Category } from './message.ts'

interface HoldNumber {
  wabaId: string
  tokenId: string
}

interface HoldMessage {
  category: Category
  template: { name: string; language: string } | null
}

/** A category that is not known is treated as marketing. */
export function isMarketing(category: Category): boolean {
  return category === 'marketing' || category === 'unknown'
}

/** Whether a hold's reach takes in this category; a category that is not known is taken in by each. */
export function reachCovers(reach: Hold['reach'], category: Category): boolean {
  switch (reach) {
    case 'marketing':
      return isMarketing(category)
    case 'utility':
      return category === 'utility' || category === 'unknown'
    default:
      // billable: since 2026-10-01 service messages and utility templates inside the window are billed too
      return true
  }
}

/** Whether a hold by WABA or token is in force and concerns this number, for whatever traffic. */
export function holdsNumber(hold: Hold, number: HoldNumber, now: number): boolean {
  if (hold.until !== null && now >= hold.until) return false
  const { kind, id } = hold.subject
  return (kind === 'waba' && id === number.wabaId) || (kind === 'token' && id === number.tokenId)
}

/** Holds on a part of the traffic, and those on its template; `all` of WABA and token is a stop of the number. */
export function holdsMessage(hold: Hold, number: HoldNumber, message: HoldMessage, now: number): boolean {
  if (hold.subject.kind !== 'template')
    return hold.reach !== 'all' && holdsNumber(hold, number, now) && reachCovers(hold.reach, message.category)
  if (message.template === null || (hold.until !== null && now >= hold.until)) return false
  const { name, language } = message.template
  return (
    hold.subject.id === templateSubject(number.wabaId, name, language) ||
    hold.subject.id === templateSubject(number.wabaId, name, '*')
  )
}
