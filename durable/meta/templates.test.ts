import { describe, expect, it } from 'vitest'
import { listTemplates } from './templates.ts'
import { meta, target } from './testing/meta-answers.ts'

describe('listTemplates', () => {
  const entry = (name: string) => ({
    name,
    language: 'en',
    id: 9,
    category: 'UTILITY',
    status: 'APPROVED',
    components: [],
  })
  const page = (names: string[], after?: string) => ({
    json: {
      data: names.map(entry),
      paging: { cursors: { after: after ?? 'end' }, ...(after && { next: 'https://evil.example/' }) },
    },
  })
  const cursorRefused = { status: 400, json: { error: { code: 131059 } } }

  it('goes on by cursor, never by the address that Meta names', async () => {
    const { host, asked } = meta(page(['a', 'b'], 'c1'), page(['c']))
    const found = await listTemplates(host, target)
    expect(found.ok && found.value.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    expect(asked.map(({ url }) => [url.host, url.pathname, url.searchParams.get('after')])).toEqual([
      ['graph.example', '/v26.0/2066/message_templates', null],
      ['graph.example', '/v26.0/2066/message_templates', 'c1'],
    ])
  })

  it('asks on after a full page without a next address', async () => {
    const many = Array.from({ length: 100 }, (_, i) => `t${i}`)
    const { host, asked } = meta(page(many), { json: { data: [] } })
    const found = await listTemplates(host, target)
    expect(found.ok && found.value).toHaveLength(100)
    expect(asked[1]?.url.searchParams.get('after')).toBe('end')
  })

  it('reads a template, tolerantly', async () => {
    const components = [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'Hi {{1}}, {{2}} and {{1}}' },
    ]
    const data = [
      { ...entry('a'), components },
      { name: 'b', language: 'de', category: 'NEW' },
      { name: 'no language' },
      null,
    ]
    const found = await listTemplates(meta({ json: { data } }).host, target)
    expect(found.ok && found.value).toEqual([
      {
        wabaId: '2066',
        name: 'a',
        language: 'en',
        metaId: '9',
        category: 'utility',
        status: 'APPROVED',
        parameters: { header: 1, body: 2, named: false, headerFormat: 'image', urlButton: null },
      },
      {
        wabaId: '2066',
        name: 'b',
        language: 'de',
        metaId: null,
        category: 'unknown',
        status: 'UNKNOWN',
        parameters: null,
      },
    ])
  })

  it('starts over once when Meta refuses a cursor', async () => {
    const { host } = meta(page(['a'], 'c1'), cursorRefused, page(['a', 'b']))
    const found = await listTemplates(host, target)
    expect(found.ok && found.value).toHaveLength(2)
    expect(await listTemplates(meta(cursorRefused, cursorRefused).host, target)).toMatchObject({
      ok: false,
      code: 131059,
    })
  })

  it('is whole or refused: half a list would look like deletions', async () => {
    expect(await listTemplates(meta(page(['a'], 'c1'), { status: 500, body: '' }).host, target)).toMatchObject({
      ok: false,
    })
    expect(await listTemplates(meta(page(['a'], 'c1'), page(['b'], 'c1')).host, target)).toMatchObject({
      ok: false,
      code: null,
    })
    expect(await listTemplates(meta({ json: { data: {} } }).host, target)).toMatchObject({ ok: false })
  })
})
