import { expect, it } from 'vitest'
import { parseJson } from '../../../durable/domain/json.ts'
import { passedOn } from './passed-on.ts'

const told = async (status: number, text: string) => {
  const answer = passedOn({ status, text, body: parseJson(text) }, 'r-1')
  return { status: answer.status, text: await answer.text() }
}

it.each([500, 503])('an error of Meta’s with %s comes as it is, byte for byte', async (status) => {
  const text = '{"error": {"message":"(#131000) Something went wrong",  "code":131000,"fbtrace_id":"A"}}'
  expect(await told(status, text)).toEqual({ status, text })
})

it.each([
  [500, '{}'],
  [502, '<html>'],
  [500, '{"error":"down"}'],
  [302, '{"error":{"code":1}}'],
  [200, ''],
])('%s with %j is no answer of Graph’s: a transient error', async (status, text) => {
  const answer = await told(status, text)
  expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([503, 2])
})
