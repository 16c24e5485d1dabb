import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { PACKAGE, PROFILE, Stage } from './testing/stage.ts'

const PHONE = '+4915100000009'
const OTHER = '+4915100000059'

describe('an address that the package knows better than this number', () => {
  it('keeps the gap to it, though the offer names the user by another key', async () => {
    const stage = await new Stage().open()
    await stage.offer([stage.message({ to: OTHER, userKey: OTHER, order: 'free' })])
    await stage.run(1_000)
    await stage.offer([stage.message({ to: OTHER, userKey: PHONE, order: 'free' })])
    await stage.run(60_000)
    const [first, second] = stage.sends
    expect(stage.sends).toHaveLength(2)
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(6_000)
  })

  it('keeps the opt-out that came under it', async () => {
    const stage = await new Stage().open()
    await stage.profile.applyUsers(0, [
      { rev: 1, kind: 'opt', userKey: OTHER, scope: 'all', at: stage.now, source: 'operator' },
    ])
    const message = stage.message({ to: OTHER, userKey: PHONE })
    await stage.profile.offer({ packageId: PACKAGE, usersRev: 1, messages: [message] })
    await stage.run(60_000)
    expect(stage.sends).toHaveLength(0)
    expect(await stage.status(message.id)).toBe('failed')
  })
})

describe('a template whose category Meta changed after the message was accepted', () => {
  it('goes no more to who has opted out of marketing', async () => {
    const stage = await new Stage().open()
    await stage.profile.pause('while Meta changes it', SYSTEM)
    const message = stage.message({ category: 'utility', tiedTo: PROFILE })
    await stage.offer([message])
    await stage.profile.applyUsers(0, [
      { rev: 1, kind: 'opt', userKey: message.userKey, scope: 'marketing', at: stage.now, source: 'word' },
    ])
    const { name, language } = message.template ?? { name: '', language: '' }
    const template = { wabaId: 'waba', name, language, metaId: '1', status: 'APPROVED', parameters: null }
    await stage.profile.applyTemplates(1, [{ ...template, category: 'marketing' }])
    await stage.profile.resume(null, SYSTEM)
    await stage.run(60_000)
    expect(stage.sends).toHaveLength(0)
    expect(await stage.status(message.id)).toBe('failed')
  })
})

describe('an erasure', () => {
  it('takes what had ended before the address was known to belong to somebody else', async () => {
    const stage = await new Stage().open()
    const scoped = 'DE.1'
    const alias = (rev: number, address: string, userKey: string) => ({ rev, kind: 'alias' as const, address, userKey })
    await stage.profile.applyUsers(0, [{ ...alias(1, scoped, OTHER), at: stage.now }])
    const message = stage.message({ to: scoped, userKey: OTHER })
    await stage.offer([message])
    await stage.run(1_000)
    expect(await stage.status(message.id)).toBe('sent')
    await stage.profile.applyUsers(1, [
      { ...alias(2, scoped, PHONE), at: stage.now },
      { ...alias(3, OTHER, PHONE), at: stage.now },
    ])
    expect(await stage.profile.erase(scoped, 'abc')).toBe(1)
    expect((await stage.profile.message(message.id))?.recipient).toBe('hash:abc')
  })
})
