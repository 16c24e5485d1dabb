import { describe, expect, it } from 'vitest'
import { Vault, WrongKey } from './vault.ts'

const key = (fill: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(fill)))

describe('Vault', () => {
  it('opens what it sealed, and seals the same text differently each time', async () => {
    const vault = new Vault(key(1))
    const [a, b] = [await vault.seal('EAAG-token'), await vault.seal('EAAG-token')]
    expect(await vault.open(a)).toBe('EAAG-token')
    expect(a.iv).not.toBe(b.iv)
    expect(a.ct).not.toBe(b.ct)
    expect(JSON.stringify(a)).not.toContain('EAAG')
  })

  it('rotates: the first key seals, the older one still opens and verifies', async () => {
    const old = new Vault(key(1))
    const sealed = await old.seal('token')
    const tag = await old.mac('wg1.1')
    const both = new Vault(`${key(2)}, ${key(1)}`)
    expect(await both.open(sealed)).toBe('token')
    expect(await both.verifyMac('wg1.1', tag)).toBe(true)
    expect((await both.seal('token')).k).not.toBe(sealed.k)
    await expect(new Vault(key(2)).open(sealed)).rejects.toBeInstanceOf(WrongKey)
    expect(await new Vault(key(2)).verifyMac('wg1.1', tag)).toBe(false)
  })

  it('refuses a changed text, tag or ciphertext', async () => {
    const vault = new Vault(key(3))
    const tag = await vault.mac('wg1.1')
    expect(tag).toHaveLength(16)
    expect(await vault.verifyMac('wg1.2', tag)).toBe(false)
    expect(await vault.verifyMac('wg1.1', tag.slice(0, 15))).toBe(false)
    expect(await vault.verifyMac('wg1.1', '')).toBe(false)
    const sealed = await vault.seal('token')
    await expect(vault.open({ ...sealed, ct: (await vault.seal('other')).ct })).rejects.toBeInstanceOf(WrongKey)
  })

  it('says clearly that a key is no key', async () => {
    await expect(new Vault('c2hvcnQ=').seal('x')).rejects.toBeInstanceOf(WrongKey)
    await expect(new Vault('').seal('x')).rejects.toBeInstanceOf(WrongKey)
  })
})
