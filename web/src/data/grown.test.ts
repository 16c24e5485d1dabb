import { describe, expect, it } from 'vitest'
import { type Grown, inPlace, meets, NOTHING, newIn, withHead, withNext } from './grown.ts'
import type { Page } from './wire.ts'

type Item = { readonly id: string; readonly rev: number }

const item = (id: string, rev = 0): Item => ({ id, rev })
const idOf = ({ id }: Item): string => id
const page = (ids: string, nextCursor: string | null): Page<Item> => ({
  items: [...ids].map((id) => item(id)),
  nextCursor,
})
const grown = (...pages: readonly Page<Item>[]): Grown<Item> =>
  pages.reduce<Grown<Item>>((list, next) => withNext(list, next, idOf), NOTHING)
const idsOf = ({ items }: Grown<Item>): string => items.map(idOf).join('')

describe('withHead', () => {
  it('puts the new on top, replaces the known and keeps what stood after its last item', () => {
    const list = grown(page('dc', '1'), page('ba', '2'))
    const next = withHead(list, { items: [item('e'), item('d', 1), item('c')], nextCursor: '1' }, idOf)
    expect(idsOf(next)).toBe('edcba')
    expect(next.items[1]).toEqual(item('d', 1))
    expect(next.items[2]).toBe(list.items[1])
    expect(next.cursor).toBe('2')
  })

  it('drops what the head passes over', () => {
    const list = grown(page('dcb', '1'), page('a', null))
    expect(idsOf(withHead(list, page('db', '1'), idOf))).toBe('dba')
  })

  it('keeps nothing besides a head that is the whole list', () => {
    expect(idsOf(withHead(grown(page('dcba', null)), page('da', null), idOf))).toBe('da')
    expect(idsOf(withHead(grown(page('a', null)), page('', null), idOf))).toBe('')
  })

  it('begins anew with a head that the list does not meet', () => {
    const next = withHead(grown(page('ba', '1')), page('zy', '9'), idOf)
    expect([idsOf(next), next.cursor, next.paged]).toEqual(['zy', '9', 2])
  })

  it('keeps the list under a head that found nothing and is not the end', () => {
    const list = grown(page('', '1'), page('ba', '2'))
    const next = withHead(list, page('', '9'), idOf)
    expect([idsOf(next), next.cursor]).toEqual(['ba', '2'])
    expect(newIn(list, page('', '9'), idOf)).toEqual({ count: 0, more: false })
  })

  it('does not grow beyond what the reader asked for, and goes on where it was cut', () => {
    let list = grown(page('cb', 'b'))
    for (const [ids, cursor] of [
      ['dc', 'c'],
      ['ed', 'd'],
    ] as const)
      list = withHead(list, page(ids, cursor), idOf)
    expect([idsOf(list), list.cursor]).toEqual(['ed', 'd'])

    let paged = grown(page('fe', 'e'), page('dc', 'c'), page('ba', 'a'))
    for (const [ids, cursor] of [
      ['gf', 'f'],
      ['hg', 'g'],
      ['ih', 'h'],
      ['ji', 'i'],
    ] as const)
      paged = withHead(paged, page(ids, cursor), idOf)
    expect([idsOf(paged), paged.cursor]).toEqual(['jihgfe', 'e'])
  })
})

describe('withNext', () => {
  it('shows each item once', () => {
    expect(idsOf(grown(page('cb', '1'), page('ba', null)))).toBe('cba')
  })
})

describe('meets', () => {
  it('is false only when items may lie between the new head and the known list', () => {
    expect(meets(page('dc', 'x'), [item('c')], idOf)).toBe(true)
    expect(meets(page('fe', 'x'), [item('c')], idOf)).toBe(false)
    expect(meets(page('fe', null), [item('c')], idOf)).toBe(true)
    expect(meets(page('f', 'x'), [], idOf)).toBe(true)
  })
})

describe('a head that is kept aside', () => {
  const list = grown(page('cba', null))
  const head: Page<Item> = { items: [item('e'), item('d'), item('c', 1), item('a')], nextCursor: '1' }

  it('changes what is shown in its place, and is counted', () => {
    const next = inPlace(list, head, idOf)
    expect(next.items).toEqual([item('c', 1), item('b'), item('a')])
    expect(next.items[2]).toBe(list.items[2])
    expect(newIn(list, head, idOf)).toEqual({ count: 2, more: false })
    expect(newIn(list, page('zy', '1'), idOf)).toEqual({ count: 2, more: true })
  })

  it('leaves the list as it is when it says nothing new', () => {
    expect(inPlace(list, page('zcba', '1'), idOf)).toBe(list)
  })
})
