import { JOURNAL_DDL } from '../kit/journal.ts'
import { OUTBOX_DDL, OUTBOX_PAGES } from '../kit/outbox.ts'

/**
 * The package's own tables, forward only. Every secondary index is partial: a message that is bound at once touches only
 * `messages_conversation`, and a million waiting ones slow nobody who is not waiting. There is no index on the id: its
 * tail names the candidates of seq (see seqsOf() in store-messages.ts).
 */
export const STEPS: readonly string[] = [
  `${OUTBOX_DDL}${JOURNAL_DDL}
CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, config TEXT, version INTEGER NOT NULL,
  paused INTEGER NOT NULL, pause_reason TEXT, pause_rev INTEGER NOT NULL,
  global_paused INTEGER NOT NULL, switch_rev INTEGER NOT NULL, switch_note TEXT) STRICT;
CREATE TABLE tally (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL) STRICT;
CREATE TABLE slots (at INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL) STRICT;
CREATE TABLE messages (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL,
  state TEXT NOT NULL, status TEXT NOT NULL, told TEXT, conv INTEGER NOT NULL,
  target TEXT NOT NULL, lane INTEGER NOT NULL, due_at INTEGER, expires_at INTEGER NOT NULL,
  user_key TEXT NOT NULL, ord INTEGER NOT NULL, movable INTEGER NOT NULL, tied_to TEXT,
  profile_id TEXT, epoch INTEGER NOT NULL, n INTEGER NOT NULL, attempts INTEGER NOT NULL,
  accepted_at INTEGER NOT NULL, send_at INTEGER, not_before INTEGER, updated_at INTEGER NOT NULL, ended_at INTEGER,
  bytes INTEGER NOT NULL, idem_key TEXT, body_hash TEXT NOT NULL,
  facts TEXT NOT NULL, content TEXT NOT NULL, timeline TEXT NOT NULL, answer TEXT NOT NULL) STRICT;
CREATE INDEX messages_queue ON messages (target, lane, seq) WHERE state = 'parked';
CREATE INDEX messages_expiry ON messages (expires_at) WHERE state = 'parked';
CREATE INDEX messages_due ON messages (due_at, seq) WHERE state = 'timed';
CREATE INDEX messages_conversation ON messages (user_key, ord, seq) WHERE conv = 1;
CREATE UNIQUE INDEX messages_key ON messages (idem_key) WHERE idem_key IS NOT NULL;
CREATE TABLE offers (n INTEGER PRIMARY KEY, profile_id TEXT NOT NULL, seqs TEXT NOT NULL) STRICT;
CREATE TABLE routes (
  user_key TEXT PRIMARY KEY, profile_id TEXT NOT NULL, at INTEGER NOT NULL, windows TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE aliases (address TEXT PRIMARY KEY, user_key TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE opt_outs (
  user_key TEXT NOT NULL, portfolio_id TEXT NOT NULL, scope TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (user_key, portfolio_id)) STRICT, WITHOUT ROWID;
CREATE TABLE portfolios (
  portfolio_id TEXT PRIMARY KEY, subscribed INTEGER NOT NULL, users_rev INTEGER NOT NULL,
  holds_rev INTEGER NOT NULL, holds TEXT NOT NULL, templates_rev INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE templates (
  portfolio_id TEXT NOT NULL, waba_id TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (portfolio_id, waba_id)) STRICT, WITHOUT ROWID;
CREATE TABLE members (profile_id TEXT PRIMARY KEY, pause_told INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`,
  // an erasure asks for all addresses of a user: without this it would read every alias ever learnt
  'CREATE INDEX aliases_user ON aliases (user_key);',
  OUTBOX_PAGES,
  // what the package itself ended as failed
  'ALTER TABLE slots ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;',
  // what the numbers said last, for readers that may wake nobody
  'CREATE TABLE words (part INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;',
]
