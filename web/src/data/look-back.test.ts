import { describe, expect, it } from 'vitest'
import { lookBack } from './look-back.ts'

/** A list of pages; a text is one of one-letter items. Tells what was found and which cursors were asked for. */
const look = async (told: readonly string[], enough: number, pages: number) => {
  const asked: (string | undefined)[] = []
  const { items, nextCursor } = await lookBack(
    async (cursor) => {
      asked.push(cursor)
      const at = Number(cursor ?? 0)
      return { items: [...(told[at] ?? '')], nextCursor: at + 1 < told.length ? String(at + 1) : null }
    },
    undefined,
    enough,
    pages,
  )
  return { found: items.join(''), nextCursor, asked }
}

describe('lookBack', () => {
  it('goes on over pages that hold nothing', async () => {
    expect(await look(['', '', 'ab', 'c'], 1, 5)).toEqual({
      found: 'ab',
      nextCursor: '3',
      asked: [undefined, '1', '2'],
    })
  })

  it('ends with the list, with enough, or after so many pages', async () => {
    expect(await look(['a', '', 'b'], 9, 5)).toMatchObject({ found: 'ab', nextCursor: null })
    expect(await look(['ab', 'cd', 'ef'], 3, 5)).toMatchObject({ found: 'abcd', nextCursor: '2' })
    expect(await look(['', '', '', 'a'], 1, 3)).toMatchObject({ found: '', nextCursor: '3' })
  })
})
