import { type Client, type Result, until } from './client.ts'
import { hostileTexts } from './hostile-texts.ts'

/** What a world full of hostile texts holds: over 500 of them, in every field that a caller may fill and a page shows. */
export type HostileWorld = {
  readonly packageId: string
  readonly numberId: string
  readonly messageId: string
  /** a number whose messages Meta refused in hostile words */
  readonly refusedId: string
  readonly names: Readonly<
    Record<
      'packages' | 'numbers' | 'keys' | 'reasons' | 'texts' | 'references' | 'inbound' | 'errors',
      readonly string[]
    >
  >
}

const WABA = '900000000000001'
const RECIPIENT = '+573001234567'

/** In groups, so that the product's one core is not the only thing that waits. */
const each = async <T>(items: readonly T[], act: (item: T, index: number) => Promise<unknown>): Promise<void> => {
  for (let from = 0; from < items.length; from += 8)
    await Promise.all(items.slice(from, from + 8).map((item, i) => act(item, from + i)))
}

const numberId = (index: number): string => `1066600000${String(index).padStart(4, '0')}`

/**
 * Fills the product through its public API, and by what customers write. The package of the messages stands still, so that they stay as they are.
 *
 * @throws Error when the API refuses one: a page is not tried with less than 500
 */
export const fillHostile = async (api: Client, sandbox: Client): Promise<HostileWorld> => {
  // The first of each kind, whose page is opened, is one that would become an element.
  const names = {
    packages: hostileTexts(1, 20),
    numbers: hostileTexts(121, 13),
    keys: hostileTexts(211, 20),
    reasons: hostileTexts(301, 30),
    texts: hostileTexts(421, 420),
    references: hostileTexts(871, 420),
    inbound: hostileTexts(1321, 30),
    errors: hostileTexts(1361, 10),
  }
  const packages = new Map<number, string>()
  await each(names.packages, async (name, index) => {
    const made = await api.expect(201, 'POST', '/api/v1/packages', { name, preset: 'high_throughput' })
    packages.set(index, String(made['id']))
  })
  const packageId = packages.get(0) ?? ''
  // the last one is on its own, so that it sends
  const refusing = names.numbers.length - 1
  await each(names.numbers, (displayName, index) =>
    api.expect(201, 'POST', `/api/v1/packages/${packages.get(index === refusing ? 1 : 0)}/profiles`, {
      ...{ phoneNumberId: numberId(index), displayName, wabaId: WABA, accessToken: `hostile-${index}` },
    }),
  )
  // Right after the numbers' first calls to Meta: workerd ends a connection that was idle for five seconds at both ends, a
  // request of that moment is lost, and the guard rightly does not know what became of it.
  await refuse(api, sandbox, {
    packageId: packages.get(1) ?? '',
    phoneNumberId: numberId(refusing),
    errors: names.errors,
  })
  await each(names.keys, (name) => api.expect(201, 'POST', '/api/v1/api-keys', { name, role: 'viewer' }))
  for (const [index, reason] of names.reasons.entries()) {
    const act = index % 2 === 0 ? 'resume' : 'pause'
    await api.expect(200, 'POST', `/api/v1/packages/${packageId}/${act}`, { reason })
  }
  // A text is taken only while its recipient's window is open.
  await api.expect(200, 'POST', `/api/v1/profiles/${numberId(0)}/windows`, {
    windows: [{ address: RECIPIENT, until: new Date(Date.now() + 3_600_000).toISOString() }],
  })
  const messages = names.texts.map((body, index) => ({
    ...{ to: RECIPIENT, type: 'text', text: { body }, guard: { reference: names.references[index] } },
  }))
  const answer = await api.expect(202, 'POST', `/api/v1/packages/${packageId}/messages/batch`, { messages })
  const results = answer['results'] as Result[]
  const refused = results.find(({ problem }) => problem !== undefined)
  if (refused !== undefined) throw new Error(`A hostile message was refused: ${JSON.stringify(refused.problem)}`)
  await each(names.inbound, (text) =>
    sandbox.expect(200, 'POST', '/sandbox/inbound', { phoneNumberId: numberId(0), from: RECIPIENT, text }),
  )
  await until('what customers wrote', 60_000, async () => {
    const { items } = await api.expect(200, 'GET', `/api/v1/messages?direction=in&packageId=${packageId}&limit=200`)
    return (items as unknown[]).length === names.inbound.length || undefined
  })
  return { packageId, numberId: numberId(0), refusedId: numberId(refusing), messageId: results[0]?.id ?? '', names }
}

/** Meta refuses a message of this number for each of these texts, in its words. */
const refuse = async (
  api: Client,
  sandbox: Client,
  { packageId, phoneNumberId, errors }: { packageId: string; phoneNumberId: string; errors: readonly string[] },
): Promise<void> => {
  const to = (index: number): string => `+5730020000${String(index).padStart(2, '0')}`
  await sandbox.expect(
    200,
    'POST',
    '/sandbox/faults',
    errors.map((message, index) => {
      const error = { message, type: 'OAuthException', code: 131026, error_data: { details: message } }
      return { phoneNumberId, to: to(index), kind: { type: 'status', http: 400, body: { error } } }
    }),
  )
  const messages = errors.map((_, index) => ({
    ...{ to: to(index), type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
  }))
  await api.expect(202, 'POST', `/api/v1/packages/${packageId}/messages/batch`, { messages })
  await until('what Meta refused', 60_000, async () => {
    const { items } = await api.expect(200, 'GET', `/api/v1/messages?status=failed&packageId=${packageId}&limit=200`)
    return (items as unknown[]).length === errors.length || undefined
  })
}
