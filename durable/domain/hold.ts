/** A hold that concerns several numbers: kept by the portfolio actor, pushed whole by rev to packages and profiles. */
export interface Hold {
  /** `${subject.kind}:${subject.id}:${code}` */
  key: string
  subject: { kind: 'waba' | 'token' | 'template'; id: string }
  /** Meta's error code or the word of the webhook that caused it */
  code: string
  /** what of the subject's traffic it stops */
  reach: 'all' | 'marketing' | 'utility' | 'billable'
  class: 'auth' | 'account' | 'integrity' | 'quality' | 'throttle' | 'template' | 'other'
  autoResume: 'never' | 'time' | 'status'
  since: number
  /** when Meta last said it, if that was later than `since`: a word that takes back an earlier one does not end it */
  said?: number
  /** ms; null = until its autoResume says so */
  until: number | null
  detail: string
}

/**
 * A template in one of these states at Meta is not sent (guard-rules.md, Distribution; the last three are what a webhook
 * raises a hold for, which one that was listed has not got). One that the registry does not know is eligible.
 */
export const STOPPED_TEMPLATES: ReadonlySet<string> = new Set([
  ...['PAUSED', 'DISABLED', 'REJECTED'],
  ...['ARCHIVED', 'DELETED', 'PENDING_DELETION'],
])

/** A template hold's subject id: one template of one WABA in one language ('*' = all languages). */
export function templateSubject(wabaId: string, name: string, language: string): string {
  return `${wabaId}/${name}/${language}`
}

/** A template as the registry knows it. Whole sets are pushed by rev (small). */
export interface Template {
  wabaId: string
  name: string
  language: string
  metaId: string | null
  category: 'marketing' | 'utility' | 'authentication' | 'unknown'
  /** APPROVED, PAUSED, DISABLED, REJECTED, PENDING ... as Meta writes it */
  status: string
  /** how many parameters each component takes; null where Meta did not say */
  parameters: {
    header: number
    body: number
    named: boolean
    /** of a header with parameters, in small letters: `text`, `image`, `location`; absent = not known */
    headerFormat?: string
    /** place of the first button whose address ends in a parameter; null = there is none, absent = not known */
    urlButton?: number | null
  } | null
}
