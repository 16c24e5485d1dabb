import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MessageView } from '../../../durable/domain/message.ts'
import { revOf } from '../../../durable/domain/rev.ts'
import { mergeViews, messageWhole } from './message-view.ts'

function view(epoch: number, n: number, keys: [number, number][]): MessageView {
  return {
    id: 'm',
    packageId: 'p',
    profileId: null,
    direction: 'out',
    status: 'queued',
    recipient: '+1',
    type: 'text',
    category: null,
    reference: null,
    wamid: null,
    notBefore: null,
    acceptedAt: 0,
    updatedAt: revOf(epoch, n),
    expiresAt: null,
    attempts: 0,
    duplicateConfirmed: false,
    error: null,
    content: null,
    rev: revOf(epoch, n),
    timeline: keys.map(([e, k]) => ({
      epoch: e,
      n: k,
      at: 0,
      event: 'x',
      actor: { kind: 'system', id: 'g', name: 'g' },
      reasons: [],
    })),
  }
}

const key = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 }))
const views = fc.array(
  fc.option(
    fc
      .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 }), fc.array(key))
      .map(([e, n, keys]) => view(e, n, keys)),
  ),
  { maxLength: 4 },
)

describe('mergeViews', () => {
  it('takes the highest rev, and every element of every timeline once, in order', () => {
    fc.assert(
      fc.property(views, (given) => {
        const merged = mergeViews(given)
        const known = given.filter((one) => one !== null)
        if (known.length === 0) {
          expect(merged).toBeNull()
          return
        }
        expect(merged?.rev).toBe(Math.max(...known.map((one) => one.rev)))
        expect(merged?.updatedAt).toBe(merged?.rev)
        const wanted = [...new Set(known.flatMap((one) => one.timeline.map(({ epoch, n }) => revOf(epoch, n))))].sort(
          (a, b) => a - b,
        )
        expect(merged?.timeline.map(({ epoch, n }) => revOf(epoch, n))).toEqual(wanted)
      }),
      { numRuns: 300 },
    )
  })

  it('does not depend on who is asked first', () => {
    fc.assert(
      fc.property(views, (given) => {
        expect(mergeViews([...given].reverse())?.timeline.length).toBe(mergeViews(given)?.timeline.length)
        expect(mergeViews([...given].reverse())?.rev).toBe(mergeViews(given)?.rev)
      }),
      { numRuns: 200 },
    )
  })

  it('keeps the newest text that anybody has: an actor lets go of it at the end, the history does not', () => {
    const actor = view(1, 5, [])
    const history = { ...view(1, 4, []), content: '{"b":1}' }
    const older = { ...view(0, 1, []), content: '{"a":1}' }
    expect(mergeViews([actor, older, history])?.content).toBe('{"b":1}')
    expect(mergeViews([{ ...actor, content: '' }, history])?.content).toBe('{"b":1}')
    expect(mergeViews([{ ...actor, content: '{"c":1}' }, history])?.content).toBe('{"c":1}')
    expect(mergeViews([actor])?.content).toBeNull()
  })
})

describe('messageWhole', () => {
  it('shows times as RFC 3339 everywhere, free data included, and content as JSON', () => {
    const message = view(0, 1, [[0, 1]])
    const [entry] = message.timeline
    if (entry === undefined) throw new Error('no entry')
    const data = { at: 1_700_000_000_000, attempt: 2, hold: { until: 1_700_000_000_000 } }
    const shown = messageWhole({ ...message, content: '{"x":1}', timeline: [{ ...entry, data }] })
    expect(shown.content).toEqual({ x: 1 })
    expect(shown.timeline[0]?.data).toEqual({
      at: '2023-11-14T22:13:20.000Z',
      attempt: 2,
      hold: { until: '2023-11-14T22:13:20.000Z' },
    })
    expect(shown.acceptedAt).toBe('1970-01-01T00:00:00.000Z')
    expect(messageWhole({ ...message, content: 'no json' }).content).toBeNull()
  })
})
