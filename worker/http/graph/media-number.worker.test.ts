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
const BESIDE = '1770000000013'

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

it('of a package is found by who names the package as its sender, and by nobody else', async () => {
  for (const tied of [true, false]) {
    const id = fileOf(THEIRS)
    if (tied) await tieMedia(testEnv, id, THEIRS, Date.now())
    expect(await everyWay('admin', id, `?phone_number_id=${packages[0]}`)).toEqual([100, 100, 100])
    expect(await everyWay(keys[0] ?? '', id, `?phone_number_id=${packages[1]}`)).toEqual([100, 100, 100])
    expect(await everyWay(keys[1] ?? '', id, `?phone_number_id=${packages[1]}`)).toEqual([200, 200, 200])
  }
})

it('what is no file is not deleted, also where a number is named', async () => {
  const answer = await caller('admin')('DELETE', `/v26.0/88880000?phone_number_id=${MINE}`)
  expect([answer.status, answer.body.error.code]).toEqual([400, 100])
  expect(graph.asked.filter((one) => one.startsWith('DELETE'))).toEqual([])
})

describe('a file of which nothing is known', () => {
  let key = ''
  beforeAll(async () => {
    await addNumber(packages[0] ?? '', BESIDE)
    key = await keyOf(packages[0] ?? '')
  })
  const read = async (id: string) => (await caller(key)('GET', `/v26.0/${id}`)).body.error?.code ?? 200

  it('is not looked for where its id is a number’s or an account’s', async () => {
    for (const id of [MINE, THEIRS, '278']) expect(await read(id), id).toBe(100)
    expect((await caller('admin')('GET', `/v26.0/${THEIRS}`)).body.error.code).toBe(100)
    expect(graph.asked).toEqual([])
  })

  it('is looked for once a minute when nobody has it, by each who may see other packages', async () => {
    for (let i = 0; i < 3; i++) expect(await read('6900000000000001')).toBe(100)
    expect(graph.asked).toHaveLength(2)
    expect((await caller(keys[1] ?? '')('GET', '/v26.0/6900000000000001')).status).toBe(400)
    expect(graph.asked).toHaveLength(3)
    await tieMedia(testEnv, '6900000000000001', MINE, Date.now())
    graph.files.set('6900000000000001', 'https://lookaside.fbsbx.com/a')
    expect(await read('6900000000000001')).toBe(200)
  })

  it('is looked for on by the others when one does not answer; only then a miss is no miss', async () => {
    const id = fileOf(BESIDE)
    graph.silent.add(`EAAG-${MINE}`)
    expect(await read(id)).toBe(200)
    expect(await read('6900000000000002')).toBe(2)
    graph.silent.clear()
    expect(await read('6900000000000002')).toBe(100)
  })

  it('is looked for again when Meta was too busy to say', async () => {
    graph.refuse = 80007
    expect(await read('6900000000000003')).toBe(2)
    graph.refuse = null
    expect(await read('6900000000000003')).toBe(100)
  })
})
