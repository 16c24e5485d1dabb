import type * as z from 'zod'
import type { ProfileSnapshot } from '../../../durable/domain/snapshot.ts'
import type { ConnectionView, DiagnosticsView, SettingsView, TemplateView } from '../../../worker/contract/admin.ts'
import type { MessageSummaryView, MessageView, RouteView } from '../../../worker/contract/message.ts'
import type { BacklogView, PackageView } from '../../../worker/contract/package.ts'
import type { ProfileView } from '../../../worker/contract/profile.ts'
import type { AcceptedView } from '../../../worker/contract/send.ts'
import type { HealthView, StatusView } from '../../../worker/contract/status.ts'
import type { AlertCountView, AlertView, AuditView, StatsView } from '../../../worker/contract/watching.ts'
import type { ActorView } from '../../../worker/contract/wire.ts'

/** What the API sends, as types only: no checker of it is in the browser's bundle. */

export type Accepted = z.infer<typeof AcceptedView>
export type Actor = z.infer<typeof ActorView>
export type Alert = z.infer<typeof AlertView>
export type AlertCount = z.infer<typeof AlertCountView>
export type AuditEntry = z.infer<typeof AuditView>
export type Connection = z.infer<typeof ConnectionView>
export type Diagnostics = z.infer<typeof DiagnosticsView>
export type Health = z.infer<typeof HealthView>
export type Message = z.infer<typeof MessageView>
export type MessageSummary = z.infer<typeof MessageSummaryView>
export type Package = z.infer<typeof PackageView>
export type Backlog = z.infer<typeof BacklogView>
export type Profile = z.infer<typeof ProfileView>
export type Route = z.infer<typeof RouteView>
export type Settings = z.infer<typeof SettingsView>
export type Stats = z.infer<typeof StatsView>
export type Template = z.infer<typeof TemplateView>
export type Status = z.infer<typeof StatusView>

export type NumberState = Status['state']
export type Band = Status['connectionQuality']
export type RiskLevel = Status['risk']['level']
export type UsageWindow = Status['usage'][number]['window']
export type Severity = Alert['severity']

export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null }

export type Role = 'viewer' | 'operator' | 'sender' | 'admin'

export type Session = {
  readonly actor: Actor
  readonly role: Role
  /** null = all packages */
  readonly packageIds: readonly string[] | null
  readonly expiresAt: string
}

/** A number in the live snapshot: what its package last heard of it. Times are RFC 3339 there. */
export type LiveNumber = Pick<
  ProfileSnapshot,
  'profileId' | 'state' | 'reason' | 'eligible' | 'health' | 'queue' | 'inFlight'
> & {
  readonly packageId: string
  readonly at: string
  readonly eligibleAt: string | null
}

export type LivePackage = {
  readonly id: string
  readonly name: string
  readonly paused: boolean
  readonly pausedReason: string | null
  readonly globalPaused: boolean
  readonly backlog: Backlog
}

export type LiveEvent = {
  readonly type: 'message' | 'profile' | 'package' | 'alert'
  readonly id: string
  readonly rev: number
  readonly packageId: string | null
  readonly data: Readonly<Record<string, unknown>>
}

export type LiveSnapshot = {
  readonly type: 'snapshot'
  readonly seq: string
  readonly packages: readonly LivePackage[]
  readonly profiles: readonly LiveNumber[]
  readonly alerts: readonly Alert[]
}

export type LiveFrame =
  | LiveSnapshot
  | { readonly type: 'events'; readonly seq: string; readonly events: readonly LiveEvent[] }
