import { describe, expect, it } from 'vitest'
import { choose, shownOf, wantedIn } from './columns.ts'

const all = [{ id: 'at' }, { id: 'package' }, { id: 'type', hidden: true }]
const ids = (columns: readonly { readonly id: string }[]) => columns.map(({ id }) => id)

describe('columns', () => {
  it('are those that show by themselves, until one is chosen or taken away', () => {
    expect(ids(shownOf(all, {}))).toEqual(['at', 'package'])
    expect(ids(shownOf(all, { package: false, type: true }))).toEqual(['at', 'type'])
  })

  it('that are not there now keep what was chosen of them, or what they show by themselves', () => {
    const narrow = [{ id: 'at' }, { id: 'type', hidden: true }]
    const wanted = choose(narrow, new Set(['at', 'type']), {})
    expect(ids(shownOf(all, wanted))).toEqual(['at', 'package', 'type'])
  })

  it('are read from storage only as they were written', () => {
    expect(wantedIn('{"at":false,"x":"yes"}')).toEqual({ at: false })
    expect([null, 'x', '7', 'null'].map(wantedIn)).toEqual([{}, {}, {}, {}])
  })
})
