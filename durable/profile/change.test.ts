import { describe, expect, it } from 'vitest'
import type { OfferedMessage } from '../package/rpc.ts'
import { held } from './testing/held.ts'
import { DAY, PROFILE, refused, Stage } from './testing/stage.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const ADA = { kind: 'key', id: 'k', name: 'Ada' } as const
const later = { notBefore: 4_000_000_000_000, sendAt: 4_000_000_000_000 }
const NOBODYS = 'wgaaaaaaaaaa9999999999999999'

/** One message that waits, or of whatever else `change` makes it. */
async function waiting(change: Partial<OfferedMessage> = {}) {
  const stage = await new Stage().open()
  const message = stage.message({ ...later, expiresAt: stage.now + 3 * DAY, ...change })
  await stage.offer([message])
  return { stage, message }
}

async function unknown() {
  const stage = await new Stage().open()
  stage.meta = () => 'silence'
  const message = stage.message()
  await stage.offer([message])
  await stage.run(21_000)
  return { stage, message }
}

const item = (message: OfferedMessage, change: { to?: string; template?: string | null } = {}) => {
  const name = change.template === undefined ? 'other' : change.template
  const to = change.to ?? message.to
  return {
    to,
    type: name === null ? 'text' : 'template',
    content: JSON.stringify({ to, new: name }),
    template: name === null ? null : { name, language: 'en_US' },
    tied: false,
    parameters: null,
    guard: {},
    idempotencyKey: null,
    bodyHash: 'h',
  }
}
const events = async (stage: Stage, id: string) => (await stage.profile.message(id))?.timeline.slice(-1)
const inD1 = (stage: Stage, columns: string) => stage.world.d1.rows(`SELECT ${columns} FROM messages`)

describe('a cancel', () => {
  it.each([
    ['waits', waiting],
    ['is held', held],
  ] as const)('of what %s ends it, says who did it, and is told to the package and to D1', async (_what, made) => {
    const { stage, message } = await made()
    const answer = await stage.profile.cancel(message.id, ADA)
    expect(answer).toMatchObject({ ok: true, view: { id: message.id, status: 'cancelled', profileId: PROFILE } })
    await stage.run(MINUTE)
    expect(await events(stage, message.id)).toMatchObject([{ event: 'cancelled', actor: ADA, reasons: [] }])
    expect(stage.reports.flatMap((report) => report.messages).at(-1)).toMatchObject({
      id: message.id,
      status: 'cancelled',
      open: false,
    })
    expect(inD1(stage, 'status')).toEqual([{ status: 'cancelled' }])
  })

  it('is answered the same again, and changes nothing', async () => {
    const { stage, message } = await waiting()
    await stage.profile.cancel(message.id, ADA)
    const before = await stage.profile.message(message.id)
    expect(await stage.profile.cancel(message.id, ADA)).toMatchObject({ ok: true, view: { status: 'cancelled' } })
    expect(await stage.profile.message(message.id)).toEqual(before)
  })

  it('of an unknown forbids the resend, once, and says that the outcome is awaited', async () => {
    const { stage, message } = await unknown()
    for (let n = 0; n < 2; n++)
      expect(await stage.profile.cancel(message.id, ADA)).toMatchObject({
        ok: false,
        problem: 'already-sending',
        detail: 'an attempt was made: its outcome is awaited',
      })
    const timeline = (await stage.profile.message(message.id))?.timeline ?? []
    expect(timeline.filter((entry) => entry.event === 'resend-forbidden')).toMatchObject([
      { actor: ADA, reasons: [{ code: 'cancelled-while-unknown' }] },
    ])
    await stage.run(MINUTE)
    expect(inD1(stage, 'status')).toEqual([{ status: 'unknown' }])
  })

  it('comes too late for what is on its way, and for what has ended', async () => {
    const stage = await new Stage().open()
    stage.meta = () => {
      const answer = refused(131026)
      return typeof answer === 'object' ? { ...answer, afterMs: 1_000 } : answer
    }
    const message = stage.message()
    await stage.offer([message])
    await stage.run(100)
    expect(await stage.status(message.id)).toBe('sending')
    expect(await stage.profile.cancel(message.id, ADA)).toMatchObject({
      problem: 'already-sending',
      detail: 'an attempt was made: its outcome is awaited',
    })
    expect((await stage.profile.message(message.id))?.timeline.map((entry) => entry.event)).not.toContain(
      'resend-forbidden',
    )
    await stage.run(2_000)
    expect(await stage.profile.cancel(message.id, ADA)).toMatchObject({
      ok: false,
      problem: 'state-conflict',
      detail: 'the message is failed',
    })
  })

  it.each(['sent', 'delivered', 'read'])('comes too late for what is %s', async (status) => {
    const stage = await new Stage().open()
    const message = stage.message()
    await stage.offer([message])
    await stage.run(1_000)
    const [send] = stage.sends
    if (send === undefined) throw new Error('nothing was sent')
    await stage.profile.observe([stage.event(send, status)])
    const detail = `the message is ${status}`
    expect(await stage.profile.cancel(message.id, ADA)).toMatchObject({ problem: 'already-sending', detail })
  })

  it('finds nothing of what is not here, or was given back', async () => {
    const { stage, message } = await waiting()
    const why = { code: 'test', detail: 'the package wants it back' }
    await stage.profile.release(message.packageId, [{ id: message.id, epoch: 1 }], why)
    for (const id of [message.id, NOBODYS]) {
      expect(await stage.profile.cancel(id, ADA)).toMatchObject({ ok: false, problem: 'not-found' })
      expect(await stage.profile.edit(id, { expiresAt: stage.now }, ADA)).toMatchObject({ problem: 'not-found' })
      expect(await stage.profile.releaseHeld(id, ADA)).toMatchObject({ ok: false, problem: 'not-found' })
    }
  })
})

describe('an edit', () => {
  it.each([
    ['waits', waiting],
    ['is held', held],
  ] as const)('gives what %s another text, and says who did it and what', async (_what, made) => {
    const { stage, message } = await made()
    await stage.profile.applyTemplates(1, [
      {
        wabaId: 'waba',
        name: 'other',
        language: 'en_US',
        metaId: null,
        category: 'authentication',
        status: 'APPROVED',
        parameters: null,
      },
    ])
    const expiresAt = stage.now + DAY
    const answer = await stage.profile.edit(message.id, { item: item(message), expiresAt }, ADA)
    expect(answer).toMatchObject({
      ok: true,
      view: {
        type: 'template',
        category: 'authentication',
        content: JSON.stringify({ to: message.to, new: 'other' }),
        expiresAt,
      },
    })
    expect(await events(stage, message.id)).toMatchObject([
      { event: 'edited', actor: ADA, data: { fields: ['item', 'expiresAt'] } },
    ])
    await stage.run(MINUTE)
    expect(inD1(stage, 'category')).toEqual([{ category: 'authentication' }])
  })

  it('of the time alone moves it, and leaves its end; of the end alone leaves its time', async () => {
    const { stage, message } = await waiting()
    const at = stage.now + HOUR
    expect(await stage.profile.edit(message.id, { sendAt: at }, ADA)).toMatchObject({
      ok: true,
      view: { notBefore: at, expiresAt: message.expiresAt },
    })
    expect(await stage.profile.edit(message.id, { expiresAt: at + HOUR }, ADA)).toMatchObject({
      ok: true,
      view: { notBefore: at, expiresAt: at + HOUR, content: message.content },
    })
    await stage.run(HOUR - 1_000)
    expect(stage.sends).toEqual([])
    await stage.run(2_000)
    expect(stage.sends).toHaveLength(1)
  })

  it('to a template that is not known counts as marketing', async () => {
    const { stage, message } = await waiting()
    expect(await stage.profile.edit(message.id, { item: item(message) }, ADA)).toMatchObject({
      view: { category: 'unknown' },
    })
  })

  it('to free-form needs an open window, up to its last moment', async () => {
    const { stage, message } = await waiting()
    const free = { item: item(message, { template: null }) }
    const closed = { ok: false, problem: 'service-window-closed' }
    expect(await stage.profile.edit(message.id, free, ADA)).toMatchObject(closed)
    await stage.profile.observe([stage.inbound(message.to)])
    const [window] = stage.world
      .sql('profile', PROFILE)
      .all<{ until: number }>('SELECT window_until AS until FROM user')
    expect(await stage.profile.edit(message.id, free, ADA)).toMatchObject({ ok: true, view: { category: 'service' } })
    await stage.run((window?.until ?? 0) - stage.now)
    expect(await stage.profile.edit(message.id, free, ADA)).toMatchObject(closed)
  })

  it.each([
    ['all', 'marketing', false],
    ['all', 'utility', false],
    ['marketing', 'marketing', false],
    ['marketing', 'unknown', false],
    ['marketing', 'utility', true],
    ['marketing', 'authentication', true],
    [null, 'marketing', true],
  ] as const)('of one who has opted out of %s, to %s: %s', async (scope, category, ok) => {
    const { stage, message } = await held()
    const known = {
      wabaId: 'waba',
      name: 'other',
      language: 'en_US',
      metaId: null,
      status: 'APPROVED',
      parameters: null,
    }
    await stage.profile.applyTemplates(1, category === 'unknown' ? [] : [{ ...known, category }])
    if (scope !== null)
      await stage.profile.applyUsers(0, [
        { rev: 1, kind: 'opt', userKey: message.to, scope, at: stage.now, source: 'x' },
      ])
    const answer = await stage.profile.edit(message.id, { item: item(message) }, ADA)
    expect(answer).toMatchObject(
      ok ? { ok } : { ok, problem: 'opted-out', detail: expect.stringContaining(String(scope)) },
    )
  })

  it('changes nothing when it is refused, also not the other half of it', async () => {
    const { stage, message } = await waiting()
    const before = await stage.profile.message(message.id)
    const answer = await stage.profile.edit(message.id, { sendAt: 1, item: item(message, { to: '+491' }) }, ADA)
    expect(answer).toMatchObject({ ok: false, problem: 'invalid-request', errors: [{ path: 'to' }] })
    expect(await stage.profile.message(message.id)).toEqual(before)
  })

  it('comes too late for what was sent', async () => {
    const { stage, message } = await unknown()
    const answer = await stage.profile.edit(message.id, { sendAt: stage.now }, ADA)
    expect(answer).toMatchObject({ ok: false, problem: 'already-sending' })
  })
})
