import { expect, it } from 'vitest'
import { fuzz } from './whole.ts'

it('5,000 requests, hostile and not: no server error, no answer beside the document, the product whole after it', async () => {
  const said: string[] = []
  const result = await fuzz({ requests: 5000, seed: 20261121, at: null, say: (line) => void said.push(line) })
  expect(result, said.join('\n')).toMatchObject({ serverErrors: 0, schemaMismatches: 0, broken: null })
  expect(result.requests).toBeGreaterThanOrEqual(5000)
  expect(said.filter((line) => line.startsWith('never with success'))).toEqual([])
})
