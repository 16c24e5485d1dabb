import { describe, expect, it } from 'vitest'
import { acceptItem } from './accept-item.ts'
import examples from './testdata/send-message-examples.json' with { type: 'json' }

const NOW = Date.UTC(2026, 10, 21)

/** What a caller writes in place of the placeholders of Meta's collection. */
function filled(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member, name)]))
  if (typeof value !== 'string') return value
  if (key === 'to') return '+16505551234'
  if (key === 'link') return 'https://example.com/file'
  if (key === 'code' && value.startsWith('language')) return 'en_US'
  if (value === '<HEADER_TYPE>') return 'text'
  return /^[<{]/.test(value) ? `x${value.replace(/\D/g, '')}` : value
}

const requests = Object.entries(examples.requests)

describe("Meta's own examples", () => {
  it('are fifty', () => {
    expect(requests).toHaveLength(50)
  })

  for (const [name, body] of requests.filter(([, body]) => !('status' in body)))
    it(`takes: ${name}`, async () => {
      const result = await acceptItem(filled(body), NOW, null)
      expect(result).toHaveProperty('item')
    })

  it('refuses what is no message (a read receipt), naming the missing type', async () => {
    const [receipt] = requests.filter(([, body]) => 'status' in body).map(([, body]) => body)
    const result = await acceptItem(receipt, NOW, null)
    expect(result).toHaveProperty('problem.errors.0.path', 'type')
  })
})
