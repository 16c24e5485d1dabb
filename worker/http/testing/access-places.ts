import { project } from '../../../durable/projection/project.ts'
import { admin, raw, testEnv } from './api.ts'

/** A package and what hangs on it: ids that nobody else has, so that an answer can be searched for them. */
export type Place = Readonly<
  Record<
    'packageId' | 'profileId' | 'wabaId' | 'portfolioId' | 'messageId' | 'alertId' | 'keyId' | 'recipient' | 'mediaId',
    string
  >
>

/** Ids of the right form that nobody has. */
export const UNKNOWN: Place = {
  packageId: 'pkg_zzzzzzzzzz',
  profileId: '1900000000999',
  wabaId: '2900000000999',
  portfolioId: 'portfolio-nowhere',
  messageId: `wg${'z'.repeat(10)}${'0'.repeat(16)}`,
  alertId: 'profile:1900000000999:1',
  keyId: 'key_nowhere',
  recipient: '+16505559999',
  mediaId: '9900000000000999',
}

/** A recipient with a route that a test may forget. */
export const ROUTED = '+16505557199'

const STEP_MS = 300_000
const LAST_STEP = (Math.floor(Date.now() / STEP_MS) - 1) * STEP_MS

let made = 0

/** A package with a number, a scheduled message, a route, an alert, an audit entry and counts. */
export async function place(name: string, n: number): Promise<Place> {
  const packageId: string = (await admin('POST', '/api/v1/packages', { name })).body.id
  const base = {
    packageId,
    profileId: `190000000${n}000`,
    wabaId: `290000000${n}000`,
    portfolioId: `portfolio-${n}`,
    keyId: (await admin('POST', '/api/v1/api-keys', { name: `key of ${name}`, role: 'viewer' })).body.id,
    recipient: `+1650555800${n}`,
  }
  await addNumber(base, base.profileId)
  const route = { recipient: base.recipient, profileId: base.profileId }
  await admin('PUT', `/api/v1/packages/${packageId}/routes`, route)
  const whole = { ...base, messageId: await schedule(base), alertId: await alert(base), mediaId: await upload(base) }
  await project(testEnv.DB, {
    stats: [
      {
        ...{ owner: `place-${n}`, at: LAST_STEP, packageId, profileId: base.profileId, rev: 1 },
        ...{ accepted: n, sent: n, delivered: n, read: n, failed: n, received: n },
      },
    ],
  })
  return whole
}

type Base = Pick<Place, 'packageId' | 'profileId' | 'wabaId' | 'portfolioId' | 'recipient'>

async function addNumber(at: Base, phoneNumberId: string): Promise<void> {
  await admin('POST', `/api/v1/packages/${at.packageId}/profiles`, {
    ...{
      phoneNumberId,
      displayName: phoneNumberId,
      wabaId: at.wabaId,
      portfolioId: at.portfolioId,
      accessToken: 'EAA',
    },
  })
}

/** A message that stays where it is for an hour. */
export async function schedule(at: Base): Promise<string> {
  const answer = await admin('POST', `/api/v1/packages/${at.packageId}/messages`, {
    to: at.recipient,
    ...{ type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
    guard: { sendAt: new Date(Date.now() + 3_600_000).toISOString() },
  })
  return answer.body.id
}

export async function alert(at: Base): Promise<string> {
  const id = `profile:${at.profileId}:${++made}`
  await project(testEnv.DB, {
    alerts: [
      {
        ...{
          id,
          rule: 'hold-waba',
          severity: 'warning',
          packageId: at.packageId,
          title: 'Held',
          detail: 'why',
          rev: 1,
        },
        ...{ evidence: '{}', guidance: 'what to do', count: 1, firstAt: made, lastAt: made, closedAt: null },
        subject: JSON.stringify({ kind: 'profile', id: at.profileId }),
      },
    ],
  })
  return id
}

/** A file at the number, and Meta's id of it. */
async function upload(at: Pick<Place, 'profileId'>): Promise<string> {
  const form = new FormData()
  form.set('file', new Blob(['bytes'], { type: 'text/plain' }))
  const headers = { authorization: 'Bearer admin' }
  const answer = await raw('POST', `/v26.0/${at.profileId}/media`, { headers, body: form })
  return (await answer.json<{ id: string }>()).id
}

export async function withFile(at: Place): Promise<Place> {
  return { ...at, mediaId: await upload(at) }
}

/** A number id that nobody has yet. */
export function nextNumber(): string {
  return `19100${String(++made).padStart(6, '0')}`
}

/** The same place with another number of its own, to be deleted. */
export async function withNumber(at: Place): Promise<Place> {
  const profileId = nextNumber()
  await addNumber(at, profileId)
  return { ...at, profileId }
}

export async function withRoute(at: Place): Promise<Place> {
  await admin('PUT', `/api/v1/packages/${at.packageId}/routes`, { recipient: ROUTED, profileId: at.profileId })
  return at
}

/** Somebody else's address each time: one may sign in ten times a minute. */
export function someAddress(): Record<string, string> {
  return { 'cf-connecting-ip': `198.51.${++made % 250}.1` }
}
