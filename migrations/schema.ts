import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/**
 * D1. Two kinds of table: configuration, whose owner D1 is (packages, profiles, portfolios, wabas, settings, api_keys,
 * sessions, media, raw_webhooks), and projections, which follow the actors and are written by durable/projection alone. Times are ms.
 * A secondary index costs a written row for each row: few, on columns that do not change, partial where they can be.
 */

// configuration: owned here, with a version
export const packages = sqliteTable('packages', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** the caller's own settings as given (contract PackageInput), JSON */
  config: text('config').notNull(),
  version: integer('version').notNull(),
  appliedVersion: integer('applied_version').notNull().default(0),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  deletedAt: integer('deleted_at'),
})

export const profiles = sqliteTable(
  'profiles',
  {
    /** Meta's phone number id: a number belongs to one package */
    id: text('id').primaryKey(),
    packageId: text('package_id').notNull(),
    portfolioId: text('portfolio_id').notNull(),
    wabaId: text('waba_id').notNull(),
    displayName: text('display_name').notNull(),
    /** the caller's own settings as given (contract ProfileInput without token), JSON */
    config: text('config').notNull(),
    /** Sealed, JSON: never leaves the deployment */
    token: text('token').notNull(),
    tokenId: text('token_id').notNull(),
    graphUrl: text('graph_url').notNull(),
    version: integer('version').notNull(),
    appliedVersion: integer('applied_version').notNull().default(0),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    deletedAt: integer('deleted_at'),
  },
  (table) => [index('profiles_package').on(table.packageId), index('profiles_waba').on(table.wabaId)],
)

export const portfolios = sqliteTable('portfolios', {
  id: text('id').primaryKey(),
  createdAt: integer('created_at').notNull(),
})

/** A WABA has one portfolio. */
export const wabas = sqliteTable('wabas', {
  id: text('id').primaryKey(),
  portfolioId: text('portfolio_id').notNull(),
  createdAt: integer('created_at').notNull(),
})

/** Settings, the wrapped pepper and other single values, each JSON. */
export const settings = sqliteTable('settings', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
  version: integer('version').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const apiKeys = sqliteTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    role: text('role').notNull(),
    /** JSON list of package ids, null = all */
    packageIds: text('package_ids'),
    /** SHA-256 of the key, hex */
    hash: text('hash').notNull(),
    createdAt: integer('created_at').notNull(),
    revokedAt: integer('revoked_at'),
  },
  (table) => [uniqueIndex('api_keys_hash').on(table.hash)],
)

/** People who signed in at a dashboard. What a browser holds is kept as a hash; a row ends with its sign-out. */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    /** SHA-256 of the cookie's value, hex */
    hash: text('hash').notNull(),
    /** the API key that was signed in with; null = ADMIN_TOKEN */
    keyId: text('key_id'),
    /** of ADMIN_TOKEN: its HMAC under the cookie's value, so that another ADMIN_TOKEN ends the session; null with a key */
    proof: text('proof'),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [uniqueIndex('sessions_hash').on(table.hash)],
)

/** Files that were uploaded through us, or found: Meta knows each under the one number that it belongs to. */
export const media = sqliteTable('media', {
  id: text('id').primaryKey(),
  profileId: text('profile_id').notNull(),
  createdAt: integer('created_at').notNull(),
})

/** Bodies that no actor took: unknown numbers and WABAs, unknown fields. Per change, never a whole 3 MB body. */
export const rawWebhooks = sqliteTable('raw_webhooks', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  at: integer('at').notNull(),
  wabaId: text('waba_id'),
  phoneNumberId: text('phone_number_id'),
  field: text('field').notNull(),
  /** why it lies here: unknown-number, unknown-waba, unknown-field, unreadable */
  reason: text('reason').notNull(),
  body: text('body').notNull(),
})

// projections: written by durable/projection alone
/** WITHOUT ROWID, which drizzle cannot say: migration 0004 does. The key is the table, one row less for each message. */
export const messages = sqliteTable(
  'messages',
  {
    id: text('id').primaryKey(),
    packageId: text('package_id').notNull(),
    profileId: text('profile_id'),
    direction: text('direction').notNull(),
    status: text('status').notNull(),
    recipient: text('recipient').notNull(),
    type: text('type').notNull(),
    category: text('category'),
    reference: text('reference'),
    wamid: text('wamid'),
    notBefore: integer('not_before'),
    acceptedAt: integer('accepted_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    expiresAt: integer('expires_at'),
    attempts: integer('attempts').notNull(),
    duplicateConfirmed: integer('duplicate_confirmed').notNull().default(0),
    error: text('error'),
    content: text('content'),
    rev: integer('rev').notNull(),
    /** JSON list of TimelineEntry, merged as a set keyed (epoch, n) */
    timeline: text('timeline').notNull(),
  },
  (table) => [
    // lists go newest first, within a package or over all; recipient and reference look-ups are rarer and partial
    index('messages_package_time').on(table.packageId, table.acceptedAt, table.id),
    index('messages_time').on(table.acceptedAt, table.id),
    index('messages_recipient').on(table.recipient, table.acceptedAt),
    // what waits for a person must be found however old: only a held message pays for its row, and for taking it out again
    index('messages_held').on(table.acceptedAt, table.id).where(sql`status = 'held'`),
    index('messages_reference').on(table.reference, table.acceptedAt, table.id).where(sql`reference IS NOT NULL`),
  ],
)

export const alerts = sqliteTable(
  'alerts',
  {
    id: text('id').primaryKey(),
    rule: text('rule').notNull(),
    severity: text('severity').notNull(),
    subject: text('subject').notNull(),
    packageId: text('package_id'),
    title: text('title').notNull(),
    detail: text('detail').notNull(),
    evidence: text('evidence').notNull(),
    guidance: text('guidance').notNull(),
    count: integer('count').notNull(),
    firstAt: integer('first_at').notNull(),
    lastAt: integer('last_at').notNull(),
    closedAt: integer('closed_at'),
    rev: integer('rev').notNull(),
    /** D1's own columns: a reader's doings, never projected */
    readAt: integer('read_at'),
    dismissedAt: integer('dismissed_at'),
  },
  (table) => [index('alerts_time').on(table.firstAt, table.id)],
)

export const audit = sqliteTable(
  'audit',
  {
    id: text('id').primaryKey(),
    at: integer('at').notNull(),
    action: text('action').notNull(),
    actor: text('actor').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    packageId: text('package_id'),
    detail: text('detail').notNull(),
  },
  (table) => [index('audit_time').on(table.at, table.id)],
)

export const stats = sqliteTable(
  'stats',
  {
    owner: text('owner').notNull(),
    at: integer('at').notNull(),
    packageId: text('package_id').notNull(),
    profileId: text('profile_id').notNull(),
    accepted: integer('accepted').notNull(),
    sent: integer('sent').notNull(),
    delivered: integer('delivered').notNull(),
    read: integer('read').notNull(),
    failed: integer('failed').notNull(),
    received: integer('received').notNull(),
    rev: integer('rev').notNull(),
  },
  (table) => [primaryKey({ columns: [table.at, table.owner] })],
)

export const optOuts = sqliteTable('opt_outs', {
  id: text('id').primaryKey(),
  portfolioId: text('portfolio_id').notNull(),
  userKey: text('user_key').notNull(),
  scope: text('scope'),
  source: text('source').notNull(),
  at: integer('at').notNull(),
  rev: integer('rev').notNull(),
})

export const templates = sqliteTable('templates', {
  id: text('id').primaryKey(),
  portfolioId: text('portfolio_id').notNull(),
  wabaId: text('waba_id').notNull(),
  name: text('name').notNull(),
  language: text('language').notNull(),
  category: text('category').notNull(),
  status: text('status').notNull(),
  metaId: text('meta_id'),
  parameters: text('parameters'),
  gone: integer('gone').notNull(),
  rev: integer('rev').notNull(),
})

/** When each actor means to wake next; the sweep wakes those a minute late and every other one once an hour. */
export const wakes = sqliteTable('wakes', {
  actor: text('actor').primaryKey(),
  nextAt: integer('next_at'),
  rev: integer('rev').notNull(),
  wokenAt: integer('woken_at'),
})
