import { describe, expect, it } from 'vitest'
import { withHead } from './pages.ts'

const item = (id: string, rev = 0) => ({ id, rev })
const idOf = ({ id }: { id: string }) => id

describe('withHead', () => {
  it('puts the new on top, replaces the known and keeps the rest', () => {
    const head = [item('d', 1), item('c', 2)]
    const known = [item('c', 1), item('b', 1), item('a', 1)]
    expect(withHead(head, known, idOf)).toEqual([item('d', 1), item('c', 2), item('b', 1), item('a', 1)])
  })

  it('shows each item once', () => {
    expect(withHead([item('a')], [item('a')], idOf)).toHaveLength(1)
  })
})
