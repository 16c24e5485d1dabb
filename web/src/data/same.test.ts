import { describe, expect, it } from 'vitest'
import { keepSame } from './same.ts'

describe('keepSame', () => {
  const before = {
    at: 1,
    items: [
      { id: 'b', data: { code: 190 } },
      { id: 'a', data: { code: 4 } },
    ],
  }

  it('gives the former answer back when the newer says the same', () => {
    expect(keepSame(before, structuredClone(before))).toBe(before)
    expect(keepSame<object>(before, { ...before, more: undefined })).not.toBe(before)
  })

  it('keeps the items that say the same, wherever they stand now', () => {
    const [b, a] = structuredClone(before.items)
    const next = keepSame(before, { at: 2, items: [{ id: 'c', data: { code: 1 } }, b, { ...a, data: { code: 5 } }] })
    expect(next).toEqual({ at: 2, items: [{ id: 'c', data: { code: 1 } }, b, { id: 'a', data: { code: 5 } }] })
    expect(next.items[1]).toBe(before.items[0])
    expect(next.items[2]).not.toBe(before.items[1])
  })

  it('tells items without an id by their place, and sees one that left', () => {
    const list = [{ event: 'queued' }, { event: 'sent' }]
    const longer = keepSame(list, [...structuredClone(list), { event: 'read' }])
    expect([longer.length, longer[0] === list[0], longer[1] === list[1]]).toEqual([3, true, true])
    expect(keepSame(list, [{ event: 'queued' }])).toEqual([{ event: 'queued' }])
  })

  it('takes anything else as it comes', () => {
    expect(keepSame<unknown>({ a: 1 }, null)).toBeNull()
    expect(keepSame<unknown>([1], { 0: 1 })).toEqual({ 0: 1 })
    expect(keepSame(undefined, 'text')).toBe('text')
  })
})
