import { describe, expect, it } from 'vitest'
import { concernsHeld, heldOf } from './held.ts'

const held = (packageId: string, at: number) => ({ packageId, updatedAt: new Date(at).toISOString() })

describe('heldOf', () => {
  it('counts, and names the package where there is only one', () => {
    expect(heldOf({ items: [held('p', 9), held('p', 5)], nextCursor: null })).toEqual({
      many: 2,
      more: false,
      packageId: 'p',
      since: 5,
    })
    expect(heldOf({ items: [held('p', 9), held('q', 5)], nextCursor: null }).packageId).toBeNull()
    expect(heldOf({ items: [], nextCursor: null })).toEqual({ many: 0, more: false, packageId: null, since: undefined })
  })

  it('knows that it has not seen all, and of which packages the others are', () => {
    expect(heldOf({ items: [held('p', 9)], nextCursor: 'c' })).toMatchObject({ more: true, packageId: null })
    expect(heldOf({ items: [], nextCursor: 'c' })).toMatchObject({ many: 0, more: true })
  })
})

describe('concernsHeld', () => {
  const event = (type: 'message' | 'profile', id: string, status: string) => ({
    ...{ type, id, rev: 1, packageId: 'p', data: { status } },
  })
  const counted = new Set(['a'])

  it('hears of a message that is held, and of what becomes of those that were counted', () => {
    expect(concernsHeld(event('message', 'b', 'held'), counted)).toBe(true)
    expect(concernsHeld(event('message', 'a', 'queued'), counted)).toBe(true)
    expect(concernsHeld(event('message', 'b', 'queued'), counted)).toBe(false)
    expect(concernsHeld(event('profile', 'a', 'held'), counted)).toBe(false)
  })
})
