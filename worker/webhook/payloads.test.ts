import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Directory, planOf } from './routing.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), 'testdata')
const now = 1_800_000_000_000

interface Content {
  field: string
  event?: string
  messages?: string[]
  statuses?: string[]
  user_preferences?: string[]
}
const manifest: { files: { file: string; contents: Content[] }[] } = JSON.parse(
  readFileSync(join(folder, 'manifest.json'), 'utf8'),
)

/** Every number and account is ours. */
const ours: Directory = {
  isNumber: async () => true,
  numbersBehind: async () => ['by-display'],
  portfolioOf: async () => 'portfolio',
}
const nobody: Directory = { isNumber: async () => false, numbersBehind: async () => [], portfolioOf: async () => null }

/** What becomes of the payloads whose kind is no plain message or status. */
const SPECIAL: Record<string, string[]> = {
  'meta_openapi_v23/system_message.json': ['identity'],
  'pywa/system_phone_number_change.json': ['identity'],
  'pywa/system_identity_change.json': ['raw messages/system'],
  'pywa/deleted_message_revoke.json': ['raw messages/revoke'],
  'pywa/edited_message_image.json': ['raw messages/edit'],
  'pywa/outgoing_message_text.json': ['echo'],
  'pywa/outgoing_message_edit.json': ['raw smb_message_echoes/edit'],
  'pywa/outgoing_message_delete.json': ['raw smb_message_echoes/revoke'],
}

/** What the manifest, which was written from the payloads alone, lets us expect. */
function expected(file: string, contents: Content[]): string[] {
  return (
    SPECIAL[file] ??
    contents.flatMap(({ field, messages, statuses, user_preferences: preferences }) => {
      if (field === 'messages')
        return [
          ...(messages ?? []).map((type) => `inbound ${type}`),
          ...(statuses ?? []).map((word) => `status ${word}`),
        ]
      if (field === 'user_preferences') return (preferences ?? []).map((word) => `preference ${word}`)
      if (field.startsWith('account_') || field.includes('template')) return [`portfolio ${field}`]
      return [`raw ${field}`]
    })
  )
}

async function outcome(text: string, directory: Directory): Promise<string[]> {
  const plan = await planOf(text, directory, now)
  const events = [...plan.profiles.values()].flat().map((event) => {
    if (event.kind === 'inbound') return `inbound ${event.type}`
    if (event.kind === 'status') return `status ${event.status}`
    return event.kind === 'preference' ? `preference ${event.value}` : event.kind
  })
  return [
    ...events,
    ...plan.updates.map((one) => `portfolio ${one.field}`),
    ...plan.raw.map((one) => `raw ${one.field}`),
  ]
}

const read = (file: string) => readFileSync(join(folder, file), 'utf8')

describe('payloads of the wild', () => {
  it('are all of the manifest, and all of the folder', () => {
    const found = ['meta_cloud_api_ts', 'meta_openapi_v23', 'pywa'].flatMap((name) =>
      readdirSync(join(folder, name))
        .filter((file) => file.endsWith('.json'))
        .map((file) => `${name}/${file}`),
    )
    expect(manifest.files.map((one) => one.file).sort()).toEqual(found.sort())
    expect(found).toHaveLength(94)
  })

  it.each(manifest.files.map((one) => [one.file, one.contents] as const))('%s is acted on', async (file, contents) => {
    expect(await outcome(read(file), ours)).toEqual(expected(file, contents))
  })

  it.each(manifest.files.map((one) => one.file))('%s is kept raw when nothing of it is ours', async (file) => {
    const plan = await planOf(read(file), nobody, now)
    expect(plan.profiles.size + plan.updates.length).toBe(0)
    expect(plan.raw).toHaveLength(1)
    const [row] = plan.raw
    const change: unknown = JSON.parse(read(file)).entry[0].changes[0]
    expect(JSON.parse(row?.body ?? '')).toEqual(change)
    expect(row?.reason).toMatch(/^unknown-/)
  })
})

describe('what an event carries', () => {
  const first = async (file: string) =>
    [...(await planOf(read(file), ours, now)).profiles].flatMap(([id, list]) =>
      list.map((one) => [id, one] as const),
    )[0]

  it('a failed status: number, time, both addresses, the error in full', async () => {
    expect(await first('pywa/message_status_failed.json')).toEqual([
      '1122334455667',
      {
        kind: 'status',
        wamid: 'wamid.xyzxyz',
        status: 'failed',
        at: 1_689_380_458_000,
        recipient: '972987654321',
        userId: 'US.13491208655302741918',
        opaque: null,
        errors: [
          {
            code: 130472,
            title: "User's number is part of an experiment",
            detail: "Failed to send message because this user's phone number is part of an experiment",
          },
        ],
        pricing: null,
      },
    ])
  })

  it('a sent status: our opaque string and the price', async () => {
    expect((await first('pywa/message_status_with_tracker.json'))?.[1]).toMatchObject({
      opaque: 'some data',
      pricing: { type: null, category: 'service', billable: true },
    })
  })

  it('a group status: the participant, never the group', async () => {
    expect((await first('pywa/message_status_group.json'))?.[1]).toMatchObject({
      recipient: '<GROUP_PARTICIPANT_USER_PHONE_NUMBER>',
      userId: 'US.123456',
    })
  })

  it('an inbound text: who, when, the words, and the element as it came', async () => {
    const event = (await first('pywa/message_reply.json'))?.[1]
    expect(event).toMatchObject({
      kind: 'inbound',
      from: '972987654321',
      userId: 'US.13491208655302741918',
      name: 'Test Name',
    })
    if (event?.kind !== 'inbound') throw new Error('no inbound')
    const { messages } = JSON.parse(read('pywa/message_reply.json')).entry[0].changes[0].value
    expect(JSON.parse(event.raw)).toEqual(messages[0])
    expect(event.words).toBe(messages[0].text.body)
    expect(event.contextId).toBe(messages[0].context.id)
  })

  it.each([
    ['pywa/callback_button_quick_reply.json', 'title'],
    ['meta_cloud_api_ts/buttonreplywebhook.json', undefined],
    ['meta_cloud_api_ts/listreplywebhook.json', undefined],
  ])('%s: the words on what was tapped', async (file, words) => {
    const event = (await first(file))?.[1]
    if (event?.kind !== 'inbound') throw new Error('no inbound')
    const { interactive, button } = JSON.parse(event.raw)
    expect(event.words).toBe(words ?? interactive[interactive.type].title)
    expect(event.words ?? button.text).not.toBe('')
  })

  it('a changed number: the new address', async () => {
    expect((await first('pywa/system_phone_number_change.json'))?.[1]).toMatchObject({
      kind: 'identity',
      from: '972987654321',
      newAddress: '972912345678',
      previousUserId: null,
    })
  })

  it('a marketing preference: of the address that it names, not of the only contact', async () => {
    const event = (await first('pywa/user_marketing_preferences_resume.json'))?.[1]
    expect(event).toMatchObject({
      kind: 'preference',
      address: '16505551234',
      userId: null,
      value: 'resume',
      at: 1_731_705_721_000,
    })
  })
})
