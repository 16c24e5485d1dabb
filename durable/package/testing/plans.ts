/** What the statements of each schema may read from end to end, by how its tables grow. On Node and in workerd alike. */

export type Schema = 'profile' | 'package' | 'portfolio' | 'd1'

/** Read from end to end on purpose: `schema what table: statement` -> why that is no harm. */
export const ALLOWED: [RegExp, string][] = [
  [/^profile scan (never|inbound|user|alias|reach): DELETE FROM \w+ WHERE /, 'forgetting, once in six hours'],
  [/^portfolio scan reach: DELETE FROM reach WHERE until <= \?/, 'forgetting, once an hour'],
  [/^portfolio scan reach: SELECT MAX\(until\) /, 'at most the limit of recipients, once in an object`s life'],
  [/^profile scan (message|inbound): SELECT .* IN \(SELECT value FROM json_each\(\?\)\)$/, 'a person is erased: rare'],
  [/^(package|profile|portfolio) scan audit: UPDATE audit SET body = json_set\(/, 'a person is erased: rare'],
  [/^profile scan user: UPDATE user SET hold_until = 0 WHERE hold_until = \?$/, 'a person resumes the number: rare'],
  [/^profile scan message: .* WHERE body ->> 'startedAt' > \?$/, 'Meta limits the reach of a portfolio anew: rare'],
  [/^(package|profile|portfolio) scan \w+: SELECT COUNT\(\*\) AS n FROM \w+$/, 'diagnostics, asked for by a person'],
  [
    /^(package|profile|portfolio) scan page: SELECT n, json_array_length\(entries\) AS count FROM page ORDER BY n$/,
    'what D1 has not taken, once in an object`s life',
  ],
  [
    /^package scan messages: SELECT COUNT\(\*\) AS n FROM messages WHERE conv = 1$/,
    'open ones, once in an object`s life',
  ],
  [/^d1 scan raw_webhooks: DELETE .* \(SELECT id FROM raw_webhooks ORDER BY id LIMIT \?2\)/, 'the oldest few by id'],
  [
    /^profile scan reach: SELECT user_key, lease FROM reach /,
    'a number`s recipients of a day, once in an object`s life',
  ],
  [
    /^profile scan reach: SELECT 1 FROM reach WHERE message = '' LIMIT 1$/,
    'a number`s recipients of a day, once in an object`s life',
  ],
  [/^d1 scan media: DELETE .* \(SELECT rowid FROM media ORDER BY rowid LIMIT \?2\)/, 'the oldest few by rowid'],
  [/^d1 sort stats: SELECT package_id AS packageId, /, 'the slots of the day, old ones once in five minutes'],
  [
    /^d1 (scan|sort) alerts: SELECT .* \(SELECT id FROM alerts ORDER BY first_at DESC, id DESC LIMIT \?3\)/,
    'the newest few',
  ],
]

const FEW = 'as many as the deployment has numbers, packages or accounts'
const ONE = 'one row'

/** Every table of each schema: a row per message, user, minute or event, or why there are few. */
export const TABLES: Record<Schema, { grow: string[]; small: Record<string, string> }> = {
  profile: {
    grow: ['message', 'never', 'minute', 'user', 'alias', 'reach', 'inbound', 'page', 'alert', 'audit'],
    small: {
      actor_schema: ONE,
      state: 'a few',
      template: 'an account`s',
      lease: 'ten minutes`',
    },
  },
  package: {
    grow: ['messages', 'slots', 'routes', 'aliases', 'opt_outs', 'page', 'alert', 'audit'],
    small: {
      ...{
        actor_schema: ONE,
        meta: ONE,
        tally: ONE,
        words: 'one for 500 numbers',
        members: FEW,
        portfolios: FEW,
        templates: FEW,
      },
      offers: 'unanswered ones: one at a time to each number, and its credit is spent',
    },
  },
  portfolio: {
    grow: ['reach', 'alias', 'consent', 'page', 'alert', 'audit'],
    small: {
      ...{
        actor_schema: ONE,
        meta: ONE,
        registration: FEW,
        subscriber: FEW,
        member: FEW,
        waba: FEW,
        unlimited: FEW,
      },
      ...{ limit_report: FEW, hold: 'a few for each account', word: 'of holds lifted, kept 8 days' },
      ...{ lease: 'one for each number, kept a day', template: 'as many as the accounts have' },
    },
  },
  d1: {
    grow: ['messages', 'alerts', 'audit', 'stats', 'opt_outs', 'raw_webhooks', 'media'],
    small: {
      ...{ packages: FEW, profiles: FEW, portfolios: FEW, wabas: FEW, wakes: FEW },
      ...{ settings: 'a few', api_keys: 'as many as people made', templates: 'as many as the accounts have' },
      sessions: 'of people, for hours',
    },
  },
}

/** What every actor shares is explained in each of them. */
export function schemasOf(where: string): Schema[] {
  const folder = where.split('/')[1]
  if (folder === 'profile' || folder === 'package' || folder === 'portfolio') return [folder]
  return where.startsWith('durable/kit/') ? ['profile', 'package', 'portfolio'] : ['d1']
}

/** Of what statements read from end to end, that which nobody has given a reason for, and the reasons that nothing needs. */
export function unreasoned(found: readonly string[]): { found: string[]; idle: RegExp[] } {
  return {
    found: found.filter((one) => !ALLOWED.some(([pattern]) => pattern.test(one))),
    idle: ALLOWED.map(([pattern]) => pattern).filter((pattern) => !found.some((one) => pattern.test(one))),
  }
}
