import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrateD1 } from '../../../durable/kit/testing/migrate-d1.ts'
import { tieMedia } from '../../db/media.ts'
import { admin, caller, raw, testEnv } from '../testing/api.ts'
import { type FakeGraph, fakeGraph } from '../testing/fake-graph.ts'

/** Two packages of one account, whose tokens see each other's files. */
let graph: FakeGraph
let files = 0
const packages: string[] = []
const keys: string[] = []

const MINE = '1770000000011'
const THEIRS = '1770000000012'

async function addNumber(packageId: string, phoneNumberId: string, wabaId = '278'): Promise<void> {
  const made = await admin('POST', `/api/v1/packages/${packageId}/profiles`, {
    ...{
      phoneNumberId,
      displayName: phoneNumberId,
      wabaId,
      portfolioId: 'pf-78',
      accessToken: `EAAG-${phoneNumberId}`,
    },
  })
  expect(made.status).toBe(201)
}

async function keyOf(packageId: string): Promise<string> {
  return (await admin('POST', '/api/v1/api-keys', { name: 'shop', role: 'sender', packageIds: [packageId] })).body.key
}

/** A file at Meta that never came through us. */
function fileOf(number: string): string {
  const id = String(6_000_000_000_000_001 + ++files)
  graph.files.set(id, 'https://lookaside.fbsbx.com/whatsapp_business/attachments/')
  graph.owners.set(id, number)
  return id
}

/** Of the answer to each way of reading and deleting the file: status and Graph's code. */
async function everyWay(key: string, id: string, query = ''): Promise<unknown[]> {
  const answers: unknown[] = []
  for (const [method, path] of [
    ['GET', id],
    ['GET', `${id}/download`],
    ['DELETE', id],
  ] as const) {
    const answer = await raw(method, `/v26.0/${path}${query}`, { headers: { authorization: `Bearer ${key}` } })
    const text = await answer.text()
    answers.push(answer.status === 200 ? 200 : JSON.parse(text).error.code)
  }
  return answers
}

beforeAll(async () => {
  await migrateD1(testEnv.DB)
  graph = fakeGraph()
  for (const number of [MINE, THEIRS]) {
    const packageId = (await admin('POST', '/api/v1/packages', { name: number })).body.id
    await addNumber(packageId, number)
    packages.push(packageId)
    keys.push(await keyOf(packageId))
  }
})

beforeEach(() => {
  graph.asked.length = 0
})

describe('a file of another package of the account', () => {
  it('that is tied is nobody’s, whichever number is named, and Meta is not asked', async () => {
    const id = fileOf(THEIRS)
    await tieMedia(testEnv, id, THEIRS, Date.now())
    for (const query of ['', `?phone_number_id=${MINE}`, `?phone_number_id=${THEIRS}`])
      expect(await everyWay(keys[0] ?? '', id, query), query).toEqual([100, 100, 100])
    expect(graph.asked).toEqual([])
    expect(await everyWay(keys[1] ?? '', id, `?phone_number_id=${THEIRS}`)).toEqual([200, 200, 200])
  })

  it('that is not tied is read and deleted only where Meta says that it is of a number that the key may see', async () => {
    const id = fileOf(THEIRS)
    for (const query of ['', `?phone_number_id=${MINE}`])
      expect(await everyWay(keys[0] ?? '', id, query), query).toEqual([100, 100, 100])
    expect(graph.files.has(id)).toBe(true)
    expect(graph.asked.filter((one) => !one.includes(`phone_number_id=${MINE}`))).toEqual([])
    expect(await everyWay(keys[1] ?? '', id, `?phone_number_id=${THEIRS}`)).toEqual([200, 200, 200])
  })
})

it('what is no file is not deleted, also where a number is named', async () => {
  const answer = await caller('admin')('DELETE', `/v26.0/88880000?phone_number_id=${MINE}`)
  expect([answer.status, answer.body.error.code]).toEqual([400, 100])
  expect(graph.asked.filter((one) => one.startsWith('DELETE'))).toEqual([])
})
