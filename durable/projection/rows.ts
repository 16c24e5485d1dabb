import type { MessageView } from '../domain/message.ts'

/**
 * Rows that actors project into D1, in the shape of the tables (migrations/schema.ts). Complete rows, absolute values:
 * replay and late arrival change nothing. Text columns that hold JSON are already text.
 */
export type MessageProjection = MessageView

export interface AlertRow {
  id: string
  rule: string
  severity: string
  subject: string
  packageId: string | null
  title: string
  detail: string
  evidence: string
  guidance: string
  count: number
  firstAt: number
  lastAt: number
  closedAt: number | null
  rev: number
}

export interface AuditRow {
  id: string
  at: number
  action: string
  /** JSON of { kind, id, name } */
  actor: string
  subjectKind: string
  subjectId: string
  packageId: string | null
  detail: string
}

/** Messages by event. */
export interface Counts {
  accepted: number
  sent: number
  delivered: number
  read: number
  failed: number
  received: number
}

/** Counts of one owner in one 5-minute slot, absolute. `accepted` is the package's, the rest the profile's. */
export interface StatsRow extends Counts {
  owner: string
  /** start of the slot, ms, multiple of 300,000 */
  at: number
  packageId: string
  /** '' for the package's own counts */
  profileId: string
  rev: number
}

export interface OptOutRow {
  /** `${portfolioId}/${userKey}` */
  id: string
  portfolioId: string
  userKey: string
  /** null = lifted */
  scope: string | null
  source: string
  at: number
  rev: number
}

export interface TemplateRow {
  /** `${wabaId}/${name}/${language}` */
  id: string
  portfolioId: string
  wabaId: string
  name: string
  language: string
  category: string
  status: string
  metaId: string | null
  parameters: string | null
  /** 1 when Meta no longer lists it */
  gone: number
  rev: number
}

/** When an actor means to wake next (null: nothing to wait for): the sweep wakes those that are a minute late. */
export interface WakeRow {
  /** `profile:<id>` | `package:<id>` | `portfolio:<id>` */
  actor: string
  nextAt: number | null
  rev: number
}

/** What an actor has applied of its configuration, so that the sweep finishes the rest. */
export interface AppliedRow {
  kind: 'package' | 'profile'
  id: string
  version: number
}

/** Everything one drain brings; each member is one statement over json_each. */
export interface ProjectionBatch {
  messages?: MessageProjection[]
  alerts?: AlertRow[]
  audit?: AuditRow[]
  stats?: StatsRow[]
  optOuts?: OptOutRow[]
  templates?: TemplateRow[]
  wakes?: WakeRow[]
  applied?: AppliedRow[]
}
