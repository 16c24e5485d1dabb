import { describe, expect, it } from 'vitest'
import { meets, withHead } from './pages.ts'

const item = (id: string, rev = 0) => ({ id, rev })
const idOf = ({ id }: { id: string }) => id

describe('withHead', () => {
  it('puts the new on top, replaces the known and keeps the rest', () => {
    const head = [item('d', 1), item('c', 2)]
    const known = [item('c', 1), item('b', 1), item('a', 1)]
    expect(withHead(head, known, idOf)).toEqual([item('d', 1), item('c', 2), item('b', 1), item('a', 1)])
  })

  it('keeps what says the same again as the object that it was', () => {
    const [a, b] = [item('a', 1), item('b', 1)]
    const next = withHead([item('a', 1), item('b', 2)], [a, b], idOf)
    expect(next[0]).toBe(a)
    expect(next[1]).toEqual(item('b', 2))
  })

  it('shows each item once', () => {
    expect(withHead([item('a')], [item('a')], idOf)).toHaveLength(1)
  })
})

describe('meets', () => {
  const page = (ids: string[], nextCursor: string | null) => ({ items: ids.map((id) => item(id)), nextCursor })

  it('is false only when items may lie between the new page and the known list', () => {
    expect(meets(page(['d', 'c'], 'x'), [item('c')], idOf)).toBe(true)
    expect(meets(page(['f', 'e'], 'x'), [item('c')], idOf)).toBe(false)
    expect(meets(page(['f', 'e'], null), [item('c')], idOf)).toBe(true)
    expect(meets(page(['f'], 'x'), [], idOf)).toBe(true)
  })
})
