/**
 * Tables of the ledger. One row per request carries everything about it, its planned statuses included, so that a send
 * costs one insert. `next_due` and `due_at` are the only indexed columns: the alarm looks for what is due.
 */
const TABLES = [
  `CREATE TABLE IF NOT EXISTS requests (
    n INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    late_ms INTEGER NOT NULL DEFAULT 0,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    edge TEXT NOT NULL,
    subject TEXT NOT NULL,
    waba_id TEXT,
    to_text TEXT,
    user TEXT,
    type TEXT,
    category TEXT,
    token_hash TEXT,
    opaque TEXT,
    message_id TEXT,
    outcome TEXT NOT NULL,
    code INTEGER,
    http INTEGER NOT NULL,
    wamid TEXT,
    answered_at INTEGER,
    plan TEXT,
    pos INTEGER NOT NULL DEFAULT 0,
    next_due INTEGER,
    delivered_at INTEGER,
    failed_code INTEGER,
    confirmed_at INTEGER
  ) STRICT`,
  `CREATE INDEX IF NOT EXISTS requests_due ON requests (next_due) WHERE next_due IS NOT NULL`,
  `CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    waba_id TEXT NOT NULL,
    field TEXT NOT NULL,
    body TEXT NOT NULL,
    updates INTEGER NOT NULL,
    requests TEXT NOT NULL,
    effects TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    body_hash TEXT,
    status_code INTEGER,
    delivered_at INTEGER
  ) STRICT`,
  `CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL`,
  `CREATE TABLE IF NOT EXISTS documents (kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id))
    STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS media_bytes (id TEXT NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (id, n))
    STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS windows (phone_number_id TEXT NOT NULL, user TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (phone_number_id, user, at)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS stops (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, since INTEGER NOT NULL,
    until INTEGER, source TEXT NOT NULL) STRICT`,
  `CREATE TABLE IF NOT EXISTS opt_outs (id INTEGER PRIMARY KEY, user TEXT NOT NULL, scope TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER, source TEXT NOT NULL) STRICT`,
  `CREATE TABLE IF NOT EXISTS policies (message_id TEXT PRIMARY KEY, policy TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS orders (user TEXT NOT NULL, pos INTEGER NOT NULL, message_id TEXT NOT NULL,
    PRIMARY KEY (user, pos)) STRICT, WITHOUT ROWID`,
]

const NAMES = [
  'requests',
  'deliveries',
  'documents',
  'media_bytes',
  'windows',
  'stops',
  'opt_outs',
  'policies',
  'orders',
]
const WIPE = NAMES.map((name) => `DELETE FROM ${name}`)

/** Creates what is missing; safe to run on every start. */
export function createTables(sql: SqlStorage): void {
  for (const statement of TABLES) sql.exec(statement)
  const columns = sql.exec<{ name: string }>("SELECT name FROM pragma_table_info('requests')").toArray()
  // a ledger of before
  if (!columns.some(({ name }) => name === 'late_ms'))
    sql.exec('ALTER TABLE requests ADD COLUMN late_ms INTEGER NOT NULL DEFAULT 0')
}

/** Empties every table. */
export function wipeTables(sql: SqlStorage): void {
  for (const statement of WIPE) sql.exec(statement)
}
