import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isSigned } from './signature.ts'

const body = Uint8Array.from(new TextEncoder().encode('{"object":"whatsapp_business_account","entry":[]}'))
let secrets = 0
/** A secret that was never asked for before. */
const fresh = () => `fresh ${++secrets}`
const sign = (secret: string, bytes: Uint8Array = body) =>
  `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`

/** Tampering by the hundred thousand is in tampering.worker.test.ts, in workerd; this is the table of cases. */
describe('isSigned', () => {
  it('takes the HMAC of the very bytes under any of the secrets, each time it is asked', async () => {
    for (const secret of ['old', 'new', 'old', 'new']) {
      expect(await isSigned(sign(secret), body, ['old', 'new'])).toBe(true)
      expect(await isSigned(sign(secret), body, [secret])).toBe(true)
    }
  })

  it('imports a secret once: what a signature costs must not grow with the webhooks', async () => {
    const { subtle } = crypto
    const { importKey } = subtle
    let imports = 0
    subtle.importKey = ((...args: Parameters<typeof importKey>) => {
      imports += 1
      return Reflect.apply(importKey, subtle, args)
    }) as typeof importKey
    try {
      const secret = fresh()
      for (let n = 0; n < 3; n++) expect(await isSigned(sign(secret), body, [secret])).toBe(true)
    } finally {
      subtle.importKey = importKey
    }
    expect(imports).toBe(1)
  })

  it.each([
    ['no header', null],
    ['an empty one', ''],
    ['no scheme', sign('secret').slice('sha256='.length)],
    ['another scheme', sign('secret').replace('sha256', 'sha1')],
    ['capitals, which Meta does not write', sign('secret').replace(/[a-f]/g, (digit) => digit.toUpperCase())],
    ['one digit less', sign('secret').slice(0, -1)],
    ['one digit more', `${sign('secret')}0`],
    ['something before it', ` ${sign('secret')}`],
    ['two of them', `${sign('secret')}, ${sign('secret')}`],
    ['zeros', `sha256=${'0'.repeat(64)}`],
  ])('refuses %s', async (_what, header) => {
    expect(await isSigned(header, body, ['secret'])).toBe(false)
  })

  it('refuses another secret, other bytes, and everything where no secret is set', async () => {
    expect(await isSigned(sign('other'), body, ['secret'])).toBe(false)
    expect(await isSigned(sign('secret', new Uint8Array([...body, 0])), body, ['secret'])).toBe(false)
    expect(await isSigned(sign('secret'), body, [])).toBe(false)
    const changed = body.slice()
    changed[3] = (changed[3] ?? 0) ^ 1
    expect(await isSigned(sign('secret'), changed, ['secret'])).toBe(false)
  })

  it('keeps no key that could be read out again', async () => {
    const { subtle } = crypto
    const { importKey } = subtle
    const asked: unknown[][] = []
    subtle.importKey = ((...args: Parameters<typeof importKey>) => {
      asked.push(args)
      return Reflect.apply(importKey, subtle, args)
    }) as typeof importKey
    try {
      await isSigned(sign('unreadable'), body, [fresh()])
    } finally {
      subtle.importKey = importKey
    }
    expect(asked.map(([, , , extractable, uses]) => [extractable, uses])).toEqual([[false, ['verify']]])
  })
})
