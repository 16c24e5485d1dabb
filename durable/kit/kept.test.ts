import { describe, expect, it } from 'vitest'
import { Kept } from './kept.ts'

describe('answers that are kept', () => {
  function asked(most = 10) {
    const kept = new Kept<string | undefined>(most)
    const reads: string[] = []
    const get = (key: string, value: string | undefined = key) =>
      kept.get(key, () => {
        reads.push(key)
        return value
      })
    return { kept, reads, get }
  }

  it('are read once, also where there is nothing to be found', () => {
    const { reads, get } = asked()
    expect([get('a'), get('a', 'other'), get('b', undefined), get('b', 'now there')]).toEqual(['a', 'a', 'b', 'b'])
    const none = asked()
    expect([none.kept.get('x', () => undefined), none.kept.get('x', () => 'y')]).toEqual([undefined, undefined])
    expect(reads).toEqual(['a', 'b'])
  })

  it('are read anew once they were dropped, alone or all', () => {
    const { kept, reads, get } = asked()
    get('a')
    get('b')
    kept.drop('a')
    expect([get('a', 'new'), get('b', 'new')]).toEqual(['new', 'b'])
    kept.clear()
    get('a')
    get('b')
    expect(reads).toEqual(['a', 'b', 'a', 'a', 'b'])
  })

  it('are looked up many at once: of those that there are not it is kept', () => {
    const { kept, reads, get } = asked(4)
    get('a')
    const looks: (readonly string[])[] = []
    const sift = (...keys: string[]) =>
      kept.sift(keys, undefined, (missing) => {
        looks.push(missing)
        return ['b']
      })
    sift('a', 'b', 'c', 'd')
    expect(['a', 'b', 'c', 'd'].map((key) => get(key))).toEqual(['a', 'b', undefined, undefined])
    expect(reads).toEqual(['a', 'b'])
    // nothing that is new, one, or more than are kept: each for itself
    sift('a', 'b', 'c', 'd')
    sift('a', 'e')
    sift('e', 'f', 'g', 'h', 'i')
    expect(looks).toEqual([['b', 'c', 'd']])
  })

  it('are no more than so many: then all are forgotten', () => {
    const { reads, get } = asked(2)
    for (const key of ['a', 'b', 'c', 'c', 'a']) get(key)
    expect(reads).toEqual(['a', 'b', 'c', 'a'])
  })
})
