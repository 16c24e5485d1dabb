import { JOURNAL_DDL } from '../kit/journal.ts'
import { OUTBOX_DDL, OUTBOX_PAGES } from '../kit/outbox.ts'

/** Forward-only steps of the portfolio actor's schema; a step is never edited after its release. */
export const PORTFOLIO_STEPS: readonly string[] = [
  `${OUTBOX_DDL}${JOURNAL_DDL}
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE registration (
  profile_id TEXT PRIMARY KEY, package_id TEXT NOT NULL, waba_id TEXT NOT NULL, token_id TEXT NOT NULL,
  body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE subscriber (kind TEXT NOT NULL, id TEXT NOT NULL, fresh INTEGER NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
CREATE TABLE limit_report (source TEXT PRIMARY KEY, value INTEGER, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE lease (id TEXT PRIMARY KEY, profile_id TEXT NOT NULL, n INTEGER NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE reach (user_key TEXT NOT NULL, profile_id TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (user_key, profile_id)) STRICT, WITHOUT ROWID;
CREATE TABLE alias (address TEXT PRIMARY KEY, user_key TEXT NOT NULL, at INTEGER NOT NULL, rev INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX alias_user ON alias (user_key);
CREATE INDEX alias_rev ON alias (rev);
CREATE TABLE consent (
  user_key TEXT PRIMARY KEY, m_out INTEGER, m_at INTEGER, m_source TEXT, a_out INTEGER, a_at INTEGER, a_source TEXT,
  rev INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX consent_rev ON consent (rev);
CREATE TABLE hold (key TEXT PRIMARY KEY, until INTEGER, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE word (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE template (
  id TEXT PRIMARY KEY, waba_id TEXT NOT NULL, body TEXT NOT NULL, gone INTEGER NOT NULL, rev INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE waba (
  id TEXT PRIMARY KEY, synced_at INTEGER, wanted_at INTEGER, calls TEXT NOT NULL, refused_at INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE member (portfolio_id TEXT PRIMARY KEY, rev INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`,
  // numbers that were told "unlimited" and have not said since whom they reached
  'CREATE TABLE unlimited (profile_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;',
  OUTBOX_PAGES,
]
