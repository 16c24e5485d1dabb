import { expect, it } from 'vitest'
import { faultsOf } from './verdict.ts'
import { fuzz } from './whole.ts'

it('5,000 requests, hostile and not: no server error, no answer beside the document, the product whole after it', async () => {
  const said: string[] = []
  const result = await fuzz({ requests: 5000, seed: 20261121, at: null, say: (line) => void said.push(line) })
  expect(faultsOf(result), said.join('\n')).toEqual([])
  expect(result.requests).toBeGreaterThanOrEqual(5000)
})
