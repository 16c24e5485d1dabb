import { createRoot } from 'solid-js'
import { describe, expect, it } from 'vitest'
import { createPages, type Pages } from './pages.ts'
import type { Page } from './wire.ts'

type Item = { readonly id: string }

/** A list whose questions are answered by hand, oldest first; a text is a page of one-letter items, an error a failure. */
const scene = () => {
  const asked: { readonly cursor: string | undefined; answer(told: string | Error, next?: string): Promise<void> }[] =
    []
  const pages = createRoot(
    (): Pages<Item> =>
      createPages(
        () => 'all',
        (_, cursor) =>
          new Promise<Page<Item>>((resolve, reject) => {
            asked.push({
              cursor,
              answer: async (told, next) => {
                if (told instanceof Error) reject(told)
                else resolve({ items: [...told].map((id) => ({ id })), nextCursor: next ?? null })
                for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
              },
            })
          }),
        ({ id }) => id,
      ),
  )
  pages.reload()
  const shown = (): string =>
    pages
      .items()
      .map(({ id }) => id)
      .join('')
  const answer = async (told: string | Error, next?: string): Promise<void> => asked.shift()?.answer(told, next)
  return { asked, pages, shown, answer }
}

describe('createPages', () => {
  it('tells a refresh that failed from a page that did not come', async () => {
    const { pages, answer } = scene()
    await answer('b', '1')
    void pages.refreshHead()
    await answer(new Error('away'))
    expect([pages.late()?.type, pages.error()]).toEqual(['fault', undefined])
    void pages.loadMore()
    await answer(new Error('away'))
    expect(pages.error()?.type).toBe('fault')
    void pages.refreshHead()
    await answer('b', '1')
    expect([pages.late(), pages.error()?.type]).toEqual([undefined, 'fault'])
  })

  it('keeps a newer head aside while the list is read, until it is asked for', async () => {
    const { pages, shown, answer } = scene()
    await answer('cba')
    pages.holdWhile(() => true)
    void pages.refreshHead()
    await answer('edca')
    expect([shown(), pages.held()]).toEqual(['cba', true])
    pages.showFresh()
    expect([shown(), pages.held()]).toEqual(['edca', false])
  })

  it('looks for the head of what was found far back, and drops what is not found there any more', async () => {
    const { pages, shown, answer, asked } = scene()
    await answer('', '1')
    void pages.loadMore()
    await answer('cba', '2')
    void pages.refreshHead()
    await answer('', '1')
    expect([shown(), asked.map(({ cursor }) => cursor)]).toEqual(['cba', ['1']])
    await answer('ca', '2')
    expect([shown(), asked]).toEqual(['ca', []])
    void pages.refreshHead()
    await answer('', '1')
    await answer('')
    expect(shown()).toBe('')
  })

  it('keeps what lies further back than the head is looked for', async () => {
    const { pages, shown, answer, asked } = scene()
    await answer('ba', '9')
    void pages.refreshHead()
    for (const cursor of ['1', '2', '3']) await answer('', cursor)
    expect([shown(), pages.more(), asked]).toEqual(['ba', true, []])
  })

  it('puts no head in while the next page is on its way', async () => {
    const { pages, shown, answer, asked } = scene()
    await answer('b', '1')
    void pages.refreshHead()
    void pages.loadMore()
    expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, '1'])
    await answer('d', '9')
    await answer('a')
    expect(shown()).toBe('ba')
  })

  it('asks for every page that is shown when what happened meanwhile is not known', async () => {
    const { pages, shown, answer, asked } = scene()
    await answer('dc', '1')
    void pages.loadMore()
    await answer('ba')
    void pages.refreshHead(true)
    await answer('ed', '2')
    expect(asked.map(({ cursor }) => cursor)).toEqual(['2'])
    await answer('ca', '3')
    expect(shown()).toBe('edca')
  })

  it('asks for the whole list the next time where it could not at once, or failed', async () => {
    const { pages, shown, answer, asked } = scene()
    await answer('dc', '1')
    void pages.loadMore()
    void pages.refreshHead(true)
    await answer('ba', '2')
    expect(asked).toEqual([])
    void pages.refreshHead()
    await answer(new Error('away'))
    void pages.refreshHead()
    await answer('ed', '1')
    await answer('cb', '2')
    expect(shown()).toBe('edcb')
    void pages.refreshHead()
    await answer('ed', '1')
    expect(asked).toEqual([])
  })

  it('cuts off what is too long to be asked for again, and can go on from there', async () => {
    const { pages, shown, answer, asked } = scene()
    const letters = [...'abcdefghijkl']
    await answer('a', '1')
    for (const [at, letter] of letters.slice(1).entries()) {
      void pages.loadMore()
      await answer(letter, String(at + 2))
    }
    expect(shown()).toBe('abcdefghijkl')
    void pages.refreshHead(true)
    for (const [at, letter] of letters.slice(0, 10).entries()) await answer(letter, String(at + 1))
    expect(shown()).toBe('abcdefghij')
    void pages.loadMore()
    expect(asked.map(({ cursor }) => cursor)).toEqual(['10'])
  })

  it('asks for the whole list once more where a shorter head took its place while the list was read', async () => {
    const { pages, shown, answer } = scene()
    await answer('dc', '1')
    void pages.loadMore()
    await answer('ba')
    pages.holdWhile(() => true)
    void pages.refreshHead(true)
    await answer('ed', '2')
    await answer('ca')
    void pages.refreshHead()
    await answer('ed', '2')
    pages.holdWhile(() => false)
    pages.showFresh()
    expect(shown()).toBe('edcba')
    void pages.refreshHead()
    await answer('ed', '2')
    await answer('ca')
    expect(shown()).toBe('edca')
  })
})
