import type { Env } from '../../env.ts'
import * as alerts from '../alerts.ts'
import * as keys from '../api-keys.ts'
import * as audit from '../audit.ts'
import * as erase from '../erase.ts'
import * as media from '../media.ts'
import * as messages from '../messages.ts'
import * as metrics from '../metrics.ts'
import * as optOuts from '../opt-outs.ts'
import * as packages from '../packages.ts'
import * as profiles from '../profiles.ts'
import * as sessions from '../sessions.ts'
import * as settings from '../settings.ts'
import * as stats from '../stats.ts'
import * as templates from '../templates.ts'
import * as wabas from '../wabas.ts'

export const NOW = 1_700_000_000_000
export const ALL = { limit: 50, cursor: null, visible: null }
export const SOME = { ...ALL, visible: new Set(['p']) }
export const NEXT = { ...ALL, cursor: [NOW, 'x'] as const }
const number = {
  ...{ id: '1', packageId: 'p', portfolioId: 'f', wabaId: 'w', displayName: 'One', config: '{}', token: '{}' },
  ...{ tokenId: 't', graphUrl: 'https://graph.test' },
}
const key = { id: 'k', name: 'k', role: 'viewer', packageIds: null, hash: 'h', createdAt: NOW }

/** Every query of the edge, once with whatever changes its text. A new one without a line here fails the test below. */
export async function everything(env: Env): Promise<void> {
  await packages.insertPackage(env, { id: 'p', name: 'P', config: '{}', now: NOW })
  await packages.readPackage(env, 'p')
  for (const page of [ALL, SOME, NEXT]) await packages.listPackages(env, page)
  await packages.updatePackage(env, 'p', 1, { name: 'P', config: '{}', now: NOW })
  await packages.touchPackage(env, 'p', NOW)
  await packages.packageApplied(env, 'p', 1)
  for (const visible of [null, SOME.visible]) await packages.livingPackages(env, visible)
  await packages.allPackageIds(env)
  await packages.packagesBehind(env)
  await profiles.insertProfile(env, number, NOW)
  await profiles.readProfile(env, '1')
  await profiles.profilesOfPackage(env, 'p')
  for (const page of [ALL, SOME, NEXT, { ...ALL, packageId: 'p' }]) await profiles.listProfiles(env, page)
  for (const visible of [null, SOME.visible]) await profiles.membersByPackage(env, visible)
  await profiles.updateProfile(env, '1', 1, { displayName: 'Two' }, NOW)
  for (const id of ['p', null]) await profiles.touchProfiles(env, id, NOW)
  await profiles.profileApplied(env, '1', 1)
  await profiles.allProfileIds(env)
  await profiles.profilesBehind(env)
  await profiles.deleteProfile(env, '1', NOW)
  await packages.deletePackage(env, 'p', NOW)
  await wabas.tieWaba(env, 'w', 'f', NOW)
  await wabas.portfolioOfWaba(env, 'w')
  await wabas.allPortfolios(env)
  await templates.templatesOfPackage(env, 'p', { limit: 50, cursor: null })
  await templates.templatesOfPackage(env, 'p', { limit: 50, cursor: 'hello_world/en_US/1' })
  await settings.firstSetting(env, 'x', '{}', NOW)
  await settings.writeSettings(env, settings.defaultSettings(env), NOW)
  await settings.readSettings(env)
  await keys.insertApiKey(env, key)
  await keys.readApiKeyByHash(env, 'h')
  for (const page of [ALL, NEXT]) await keys.listApiKeys(env, page)
  await keys.revokeApiKey(env, 'k', NOW)
  await sessions.insertSession(env, { id: 's', hash: 'h', keyId: 'k', proof: null, createdAt: NOW, expiresAt: NOW })
  await sessions.readSessionByHash(env, 'h')
  await sessions.prolongSession(env, 's', NOW)
  await sessions.deleteSession(env, 's')
  await metrics.lateAlarms(env, NOW, 20)
  await media.tieMedia(env, 'f', '1', NOW)
  await media.tieReceived(env, new Map([['f', '1']]), NOW)
  await media.numberOfMedia(env, 'g', NOW)
  await media.numbersOfMedia(env, ['f'])
  await media.forgetMedia(env, 'f')
  await media.numberPerAccount(env, 8)
  await media.numbersOfPackages(env, SOME.visible, 8)
  for (const filter of [{}, { userKeys: ['+491'] }, { portfolioId: 'f' }])
    for (const page of [ALL, { ...ALL, cursor: [0, 'x'] as const }]) await optOuts.listOptOuts(env, filter, page)
  for (const ids of [
    { packageId: null, profileId: null, visible: null },
    { packageId: 'p', profileId: '1', visible: SOME.visible },
  ])
    await stats.readStats(env, { from: 0, to: NOW, stepMs: 300_000, ...ids })
  await messages.readMessage(env, 'm')
  for (const filter of [
    {},
    { packageId: 'p' },
    { recipient: '+1' },
    { reference: 'r' },
    { statuses: ['failed'] },
    { statuses: ['held'] },
  ])
    for (const page of [ALL, SOME, NEXT]) await messages.listMessages(env, filter, page)
  for (const filter of [{}, { rule: 'x' }, { packageId: 'p', open: true, read: false, profileId: '1' }]) {
    for (const page of [ALL, SOME, NEXT]) await alerts.listAlerts(env, filter, page)
    await alerts.countAlerts(env, filter, null)
    await alerts.markAllRead(env, filter, SOME.visible, NOW)
  }
  await alerts.readAlert(env, 'a')
  await alerts.markAlertRead(env, 'a', NOW)
  await alerts.dismissAlert(env, 'a', NOW)
  for (const filter of [
    {},
    { action: 'x', subjectKind: 'profile', subjectId: '1', packageId: 'p' },
    { actorKinds: ['key', 'session'], actorId: 'k' },
  ])
    for (const page of [ALL, SOME, NEXT]) await audit.listAudit(env, filter, page)
  await erase.eraseHistory(env, '+491', 'hash')
}

export const GROWING = new Set(['messages', 'alerts', 'audit', 'stats', 'opt_outs', 'raw_webhooks', 'media'])

/** Read or sorted on purpose: `what table: statement` -> why that is no harm. */
const ALLOWED: [RegExp, string][] = [
  [
    /^(scan|sort) messages: select .* in \(select id from \(select "id", "accepted_at" .* limit \?\) "scan"\)/i,
    'rows of a bounded walk along an index, fetched by id',
  ],
  [/^(scan|sort) messages: select .* OVER \(\) from \(select .* limit \?\) "scan"/, 'the end of that walk'],
  [/^scan opt_outs: select .* order by "opt_outs"."id" asc limit/, 'by id; only lifted ones are passed over'],
  [/^sort stats: /, 'the slots of the range that is asked for'],
  [
    /^scan alerts: select .* where \(?"alerts"\."dismissed_at" is null.* order by "alerts"\."first_at" desc, "alerts"\."id" desc limit \?$/,
    'the list: one alert for each rule and subject at a time, kept for a time, and read by people',
  ],
  [
    /^(scan|sort) alerts: select "severity", count\(\*\), sum\("read_at" IS NULL\) from "alerts" where .* group by "alerts"\."severity"$/,
    'the count above that list',
  ],
  [/^scan alerts: update "alerts" set "read_at" = \? where /, 'a person marks all of that list as read: rare'],
  [
    /^(scan|sort) alerts: select "id", "rev", .* where .* group by "alerts"\."package_id"$/,
    'whom to tell of that: rare',
  ],
  [
    /^scan audit: select .* from "audit" where .* order by "audit"\."at" desc, "audit"\."id" desc limit \?$/,
    'entries for what people change, kept for a time, and read by people',
  ],
  [
    /^scan audit: update "audit" set "subject_id" = \? where "audit"\."id" IN \(SELECT id FROM audit /,
    'a person is erased: rare',
  ],
  [/^scan raw_webhooks: delete .* instr\(body/, 'a person is erased: rare, and bodies that nobody took are few'],
]

/** What of these findings nobody has allowed, and which reasons nothing needs any more: both are to be empty. */
export function beside(found: readonly string[]): { found: string[]; idle: RegExp[] } {
  return {
    found: found.filter((one) => !ALLOWED.some(([pattern]) => pattern.test(one))),
    idle: ALLOWED.map(([pattern]) => pattern).filter((pattern) => !found.some((one) => pattern.test(one))),
  }
}

/** A lifted opt-out of the person that everything() erases: without it the erasing ends early. */
export const OPT_OUT = "INSERT INTO opt_outs VALUES ('f/+491', 'f', '+491', 'all', 'word', 0, 1)"
