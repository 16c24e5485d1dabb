import { describe, expect, it } from 'vitest'
import { inOrder } from './in-order.ts'

const items = (text: string, word = '') => [...text].map((key) => ({ key, word }))
const order = (listed: string, now: string): readonly [string, number] => {
  const { items: shown, waiting } = inOrder(items(listed), items(now), ({ key }) => key)
  return [shown.map(({ key }) => key).join(''), waiting]
}

describe('inOrder', () => {
  it('keeps the order that was listed, whatever the new one is', () => {
    expect(order('abc', 'cab')).toEqual(['abc', 0])
  })

  it('keeps the place of what is gone', () => {
    expect(order('abc', 'ac')).toEqual(['abc', 0])
    expect(order('abc', '')).toEqual(['abc', 0])
  })

  it('lets what is new wait where it would move something, and takes what comes below', () => {
    expect(order('ab', 'xayb')).toEqual(['ab', 2])
    expect(order('ab', 'xabyz')).toEqual(['abyz', 1])
    expect(order('', 'xy')).toEqual(['xy', 0])
  })

  it('says of each what is known now', () => {
    expect(inOrder(items('ab', 'old'), items('b', 'new'), ({ key }) => key).items).toEqual([
      { key: 'a', word: 'old' },
      { key: 'b', word: 'new' },
    ])
  })
})
