import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import type { Category, MessageView } from '../../durable/domain/message.ts'
import { MESSAGE_STATUSES, type MessageStatus } from '../../durable/domain/status.ts'
import { messages } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import { among, before, database } from './client.ts'
import { type Cursor, encodeCursor } from './cursor.ts'
import { fromD1 } from './unavailable.ts'

type Row = typeof messages.$inferSelect

export interface MessageFilter {
  packageId?: string | undefined
  profileId?: string | undefined
  statuses?: readonly string[] | undefined
  recipient?: string | undefined
  reference?: string | undefined
  direction?: string | undefined
  /** acceptedAt, ms: from inclusive, to exclusive */
  from?: number | undefined
  to?: number | undefined
  /** id of the key that brought the message in */
  acceptedBy?: string | undefined
}

/** Rows of the index that one page looks at: a filter that hits little must not walk the whole history. */
const SCAN = 5000

/** A literal, no bound value: only so it is the condition of the index of held messages. */
const HELD = sql`'held'`

/** Newest first. A page may hold fewer than `limit` items and still have a cursor: the scan went that far. */
export async function listMessages(
  env: Env,
  filter: MessageFilter,
  options: { limit: number; cursor: Cursor | null; visible: ReadonlySet<string> | null },
): Promise<{ items: MessageView[]; nextCursor: string | null }> {
  const db = database(env)
  const [narrowest, others] = narrowed(filter)
  // answered by an index, in its order
  const indexed = and(
    narrowest,
    filter.from === undefined ? undefined : gte(messages.acceptedAt, filter.from),
    filter.to === undefined ? undefined : lt(messages.acceptedAt, filter.to),
    options.cursor === null ? undefined : before(messages.acceptedAt, messages.id, options.cursor),
  )
  const residual = and(...others, residualOf(filter, options.visible))
  const scan = db
    .select({ id: messages.id, acceptedAt: messages.acceptedAt })
    .from(messages)
    .where(indexed)
    .orderBy(desc(messages.acceptedAt), desc(messages.id))
    .limit(residual === undefined ? options.limit + 1 : SCAN)
    .as('scan')
  const listed = db
    .select()
    .from(messages)
    .where(and(sql`${messages.id} IN (SELECT id FROM ${scan})`, residual))
    .orderBy(desc(messages.acceptedAt), desc(messages.id))
    .limit(options.limit + 1)
  // where the scan ended: only a filter beside the index can leave rows behind that were looked at
  const ended = db
    .select({ id: scan.id, acceptedAt: scan.acceptedAt, scanned: sql<number>`count(*) OVER ()` })
    .from(scan)
    .orderBy(scan.acceptedAt, scan.id)
    .limit(1)
  const [rows, ends] = await fromD1('list messages', async () =>
    residual === undefined ? ([await listed, []] as const) : await db.batch([listed, ended]),
  )
  const kept = rows.slice(0, options.limit)
  const last = kept.at(-1)
  const end = ends[0]
  let nextCursor: string | null = null
  if (rows.length > options.limit && last !== undefined) nextCursor = encodeCursor(last.acceptedAt, last.id)
  else if (residual !== undefined && end !== undefined && end.scanned >= SCAN)
    nextCursor = encodeCursor(end.acceptedAt, end.id)
  return { items: kept.map(viewOfRow), nextCursor }
}

/**
 * What the index answers, and what is looked at beside it: of several the planner, which knows no figures here, would take the
 * package's index for a recipient of it, and walk the package's whole history. The plus keeps it from an index.
 */
function narrowed(filter: MessageFilter): [SQL | undefined, SQL[]] {
  const given = (
    [
      [messages.reference, filter.reference],
      [messages.recipient, filter.recipient],
      [messages.status, isHeldOnly(filter) ? HELD : undefined],
      [messages.packageId, filter.packageId],
    ] as const
  ).filter(([, value]) => value !== undefined)
  const [first, ...rest] = given
  return [
    first?.[1] === undefined ? undefined : eq(first[0], first[1]),
    rest.map(([column, value]) => sql`+${column} = ${value}`),
  ]
}

function isHeldOnly({ statuses }: MessageFilter): boolean {
  return statuses?.length === 1 && statuses[0] === 'held'
}

function residualOf(filter: MessageFilter, visible: ReadonlySet<string> | null): SQL | undefined {
  return and(
    visible === null ? undefined : among(messages.packageId, visible),
    filter.profileId === undefined ? undefined : eq(messages.profileId, filter.profileId),
    filter.direction === undefined ? undefined : eq(messages.direction, filter.direction),
    filter.statuses === undefined || isHeldOnly(filter) ? undefined : among(messages.status, filter.statuses),
    filter.acceptedBy === undefined
      ? undefined
      : sql`json_extract(${messages.timeline}, '$[0].actor.id') = ${filter.acceptedBy}`,
  )
}

/** One message as the history knows it. */
export async function readMessage(env: Env, id: string): Promise<MessageView | null> {
  const found = await fromD1('read message', () => database(env).select().from(messages).where(eq(messages.id, id)))
  return found[0] === undefined ? null : viewOfRow(found[0])
}

function viewOfRow(row: Row): MessageView {
  return {
    id: row.id,
    packageId: row.packageId,
    profileId: row.profileId,
    direction: row.direction === 'in' ? 'in' : 'out',
    status: statusOf(row.status),
    recipient: row.recipient,
    type: row.type,
    category: categoryOf(row.category),
    reference: row.reference,
    wamid: row.wamid,
    notBefore: row.notBefore,
    acceptedAt: row.acceptedAt,
    updatedAt: row.updatedAt,
    expiresAt: row.expiresAt,
    attempts: row.attempts,
    duplicateConfirmed: row.duplicateConfirmed === 1,
    error: row.error === null ? null : JSON.parse(row.error),
    content: row.content,
    rev: row.rev,
    timeline: JSON.parse(row.timeline),
  }
}

function statusOf(text: string): MessageStatus {
  const found = MESSAGE_STATUSES.find((status) => status === text)
  if (found === undefined) throw new Error('the history holds a status that this version does not know')
  return found
}

const CATEGORIES: readonly Category[] = ['marketing', 'utility', 'authentication', 'service', 'unknown']

function categoryOf(text: string | null): Category | null {
  return CATEGORIES.find((category) => category === text) ?? null
}
