import { afterEach, describe, expect, it, vi } from 'vitest'
import { filterOf, type Search } from './filter.ts'
import { pageOf } from './message-page.ts'

const { signal } = new AbortController()

/** What a list with this address asks for, and what it shows when the API answers so. */
const asked = async (search: Search, status: number, body: object) => {
  const fetched = vi.fn(async () => new Response(JSON.stringify(body), { status }))
  vi.stubGlobal('fetch', fetched)
  const page = await pageOf(filterOf(search), undefined, signal, 0)
  return { urls: fetched.mock.calls.map(([url]: unknown[]) => String(url)), page }
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('pageOf', () => {
  const id = 'wgcqirx7960g0mwr5ntwf000vtrj'

  it('asks for the one message of an id, never for all of them', async () => {
    const { urls, page } = await asked({ q: id }, 200, { id })
    expect(urls).toEqual([`/api/v1/messages/${id}`])
    expect(page).toEqual({ items: [{ id }], nextCursor: null })
  })

  it('is empty where no message has the id', async () => {
    const { page } = await asked({ q: id }, 404, { type: 'not-found', detail: 'no such message' })
    expect(page).toEqual({ items: [], nextCursor: null })
  })

  it('asks the list for anything else', async () => {
    const { urls } = await asked({ q: '573001234567', direction: 'in' }, 200, { items: [], nextCursor: null })
    expect(urls).toEqual(['/api/v1/messages?direction=in&recipient=573001234567&limit=50'])
  })
})
