import { beforeAll, describe, expect, it, vi } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { raw, testEnv } from '../http/testing/api.ts'
import { isSigned } from './signature.ts'
import { BODIES, bytesOf, HEADERS, hmacHex, KEYS, type Tampered, tamper } from './testing/tamper.ts'

/** Another one replays another run: `VITE_TAMPER_SEED=7 npx vitest run --project workers worker/webhook/tampering`. */
const meta: ImportMeta & { env?: Record<string, string> } = import.meta
const SEED = Number(meta.env?.['VITE_TAMPER_SEED'] ?? 1)
const CASES = 200_000
const DOOR_CASES = 4000
const SECRETS = ['old-secret', 'new-secret']

/** Written as Meta writes: no spaces, slashes and everything beyond ASCII escaped. */
const ORIGINALS = ['Hola, ¿qué tal?', 'a/b é ✓', ''].map((text, i) =>
  bytesOf(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '990000',
          changes: [
            {
              field: 'messages',
              value: {
                metadata: { phone_number_id: '990001', display_phone_number: '15550100' },
                messages: [
                  { from: '573001', id: `wamid.${i}`, timestamp: '1795255809', type: 'text', text: { body: text } },
                ],
              },
            },
          ],
        },
      ],
    })
      .replaceAll('/', '\\/')
      .replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ),
)

/** Every original under every secret, with its signature. */
let signed: { body: Uint8Array<ArrayBuffer>; hex: string }[] = []

beforeAll(async () => {
  await migrateD1(testEnv.DB)
  signed = await Promise.all(
    ORIGINALS.flatMap((body) => SECRETS.map(async (secret) => ({ body, hex: await hmacHex(secret, body) }))),
  )
})

async function caseOf(n: number): Promise<Tampered | null> {
  const one = signed[n % signed.length]
  return one === undefined ? null : await tamper(one.body, one.hex, SECRETS, SEED, n)
}

const post = async (body: Uint8Array<ArrayBuffer>, header: string | null): Promise<number> =>
  (await raw('POST', '/webhooks/meta', { body, headers: header === null ? {} : { 'x-hub-signature-256': header } }))
    .status

const kept = async (): Promise<number> =>
  (await testEnv.DB.prepare('SELECT count(*) AS n FROM raw_webhooks').first<{ n: number }>())?.n ?? -1

describe(`an altered webhook, seed ${SEED}`, () => {
  it(`is refused by the verifier: ${CASES} of them, and the original is taken all along`, async () => {
    const accepted: string[] = []
    const seen = new Map<string, number>()
    /** how often each original was taken, by its place among those signed */
    const taken = signed.map(() => 0)
    let tried = 0
    for (let n = 0; tried < CASES; n++) {
      const one = await caseOf(n)
      if (one === null) continue
      tried += 1
      seen.set(one.how, (seen.get(one.how) ?? 0) + 1)
      if (await isSigned(one.header, one.body, SECRETS)) accepted.push(`seed ${SEED} case ${n}: ${one.how}`)
      if (tried % 50 !== 0) continue
      // in turn, so that each original comes under each secret
      const turn = (tried / 50) % signed.length
      const original = signed[turn]
      if (original !== undefined && (await isSigned(`sha256=${original.hex}`, original.body, SECRETS)))
        taken[turn] = (taken[turn] ?? 0) + 1
      else accepted.push(`seed ${SEED} case ${n}: the original was refused`)
    }
    expect(accepted.slice(0, 20)).toEqual([])
    expect(taken).toHaveLength(ORIGINALS.length * SECRETS.length)
    expect(Math.min(...taken)).toBeGreaterThanOrEqual(Math.floor(CASES / 50 / taken.length))
    // every kind of alteration was drawn
    const kinds = [
      ...Object.keys(BODIES).map((how) => `body: ${how}, header: as it was`),
      ...Object.keys(HEADERS).map((how) => `body: as it was, header: ${how}`),
      ...Object.keys(KEYS).map((how) => `key: ${how}`),
    ]
    expect(kinds.filter((how) => (seen.get(how) ?? 0) < 100)).toEqual([])
  }, 60_000)

  it(`is refused at the door and leaves nothing: ${DOOR_CASES} of them, and the original is taken all along`, async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const wrong: string[] = []
    let [tried, taken] = [0, 0]
    for (let n = 0; tried < DOOR_CASES; n++) {
      const one = await caseOf(n)
      // HTTP itself takes off outer spaces, and carries no control characters and nothing beyond Latin-1
      if (one === null || (one.header ?? '') !== (one.header ?? '').trim() || /[^\t -~]/.test(one.header ?? ''))
        continue
      tried += 1
      const status = await post(one.body, one.header)
      if (status !== 401) wrong.push(`seed ${SEED} case ${n}: ${one.how} answered ${status}`)
      if (n % 100 !== 0) continue
      for (const { body, hex } of signed) {
        taken += 1
        if ((await post(body, `sha256=${hex}`)) !== 200) wrong.push(`seed ${SEED} case ${n}: the original was refused`)
      }
    }
    expect(wrong.slice(0, 20)).toEqual([])
    expect(taken).toBeGreaterThan(100)
    // of a number that nobody here has, so that each original that was taken lies in D1, and nothing else does
    expect(await kept()).toBe(taken)
  }, 60_000)
})
