import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomFor } from '../random.ts'
import { planStatuses, type WebhookTrouble } from './plan.ts'

const delays = { sent: [50, 300], delivered: [200, 1500], read: [1000, 8000] } as const
const plan = (n: number, troubles: WebhookTrouble[] = [], type = 'template', readShare = 0.6) =>
  planStatuses(1000, type, delays, readShare, troubles, randomFor(1, n))
const trouble = (kind: WebhookTrouble['kind'], more: Partial<WebhookTrouble> = {}): WebhookTrouble => ({
  kind,
  share: 1,
  ms: 0,
  code: 131026,
  ...more,
})

describe('planStatuses', () => {
  it('gives sent, delivered and perhaps read, each within its delay after the one before', () => {
    fc.assert(
      fc.property(fc.integer(), (n) => {
        const [sent, delivered, read, ...more] = plan(n)
        expect([sent?.status, delivered?.status]).toEqual(['sent', 'delivered'])
        expect((sent?.at ?? 0) - 1000).toSatisfy((ms: number) => ms >= 50 && ms <= 300)
        expect((delivered?.at ?? 0) - (sent?.at ?? 0)).toSatisfy((ms: number) => ms >= 200 && ms <= 1500)
        if (read !== undefined) expect(read.status).toBe('read')
        expect(more).toEqual([])
      }),
    )
  })

  it('draws the same for the same seed and number, and reads about the share', () => {
    expect(plan(7)).toEqual(plan(7))
    const read = Array.from({ length: 2000 }, (_, n) => plan(n)).filter((one) => one.length === 3).length
    expect(read / 2000).toBeCloseTo(0.6, 1)
  })

  it('gives a reaction sent only', () => {
    expect(plan(1, [], 'reaction').map((one) => one.status)).toEqual(['sent'])
  })

  it('fails instead of being sent', () => {
    expect(plan(1, [trouble('failed', { code: 131049 })])).toMatchObject([{ status: 'failed', code: 131049 }])
  })

  it('keeps the true time of what is late, and tells of it later', () => {
    const [sent] = plan(3, [], 'reaction')
    const [late] = plan(3, [trouble('late', { ms: 5000 })], 'reaction')
    expect(late).toEqual({ ...sent, due: (sent?.due ?? 0) + 5000 })
  })

  it('doubles, loses and shuffles without changing what happened', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('doubled', 'lost', 'shuffled', 'late'), (n, kind) => {
        const happened = (list: ReturnType<typeof plan>) =>
          [...new Set(list.map((one) => `${one.status}@${one.at}`))].sort()
        const troubled = plan(n, [trouble(kind, { ms: 10 })])
        expect(troubled.map((one) => one.due)).toEqual(troubled.map((one) => one.due).sort((a, b) => a - b))
        const calm = plan(n)
        expect(happened(troubled)).toEqual(happened(calm))
        if (kind === 'doubled') expect(troubled.length).toBe(calm.length * 2)
        if (kind === 'lost') expect(troubled.every((one) => one.lost === true)).toBe(true)
        if (kind === 'shuffled') {
          expect(troubled.map((one) => one.due)).toEqual(calm.map((one) => one.due))
        }
      }),
    )
  })

  it('does shuffle', () => {
    const orders = new Set(
      Array.from({ length: 50 }, (_, n) =>
        plan(n, [trouble('shuffled')], 'template', 1)
          .map((one) => one.status)
          .join(),
      ),
    )
    expect(orders.size).toBe(6)
  })
})
