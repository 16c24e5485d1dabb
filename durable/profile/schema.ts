import { JOURNAL_DDL } from '../kit/journal.ts'
import { OUTBOX_DDL, OUTBOX_PAGES } from '../kit/outbox.ts'

/**
 * The profile's tables. Rows written are what the platform bills, so:
 * - a message is one row without a rowid, its facts one JSON text; `seek` is the only index and serves two look-ups that
 *   exclude one another: 'open' while the message is ours to act on, afterwards Meta's wamid;
 * - one row per minute serves caps, statistics, cooldown and the time of the last webhook; the present minute travels with
 *   the outbox, whose row is written anyway.
 */
const V1 = `
CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE message (
  id TEXT PRIMARY KEY, seek TEXT, user_key TEXT NOT NULL, ended_at INTEGER, content TEXT NOT NULL, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX message_seek ON message (seek) WHERE seek IS NOT NULL;
CREATE TABLE never (id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE minute (
  minute INTEGER PRIMARY KEY, attempts INTEGER NOT NULL, sent INTEGER NOT NULL, delivered INTEGER NOT NULL,
  read INTEGER NOT NULL, failed INTEGER NOT NULL, received INTEGER NOT NULL, counted INTEGER NOT NULL,
  throttled INTEGER NOT NULL, last_start INTEGER NOT NULL, last_answer INTEGER NOT NULL,
  cooldown_until INTEGER NOT NULL, heard_at INTEGER NOT NULL, proven INTEGER NOT NULL) STRICT;
CREATE TABLE user (
  user_key TEXT PRIMARY KEY, window_until INTEGER NOT NULL, pair_until INTEGER NOT NULL, pair_tries INTEGER NOT NULL,
  marketing_until INTEGER NOT NULL, hold_until INTEGER NOT NULL, optout TEXT, optout_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE alias (address TEXT PRIMARY KEY, user_key TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE reach (
  user_key TEXT PRIMARY KEY, lease TEXT NOT NULL, message TEXT NOT NULL, base INTEGER NOT NULL, until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE lease (id TEXT PRIMARY KEY, n INTEGER NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE template (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE inbound (wamid TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL, raw TEXT NOT NULL) STRICT, WITHOUT ROWID;
${OUTBOX_DDL}
${JOURNAL_DDL}
`

/** A join asks for all addresses of a user: without this it would read every alias ever learnt. */
const V2 = 'CREATE INDEX alias_user ON alias (user_key);'

/** Forward only: a step is never edited after its release. */
export const STEPS = [V1, V2, OUTBOX_PAGES]
