import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Entry, QueueIndex } from './queue-index.ts'
import { type MessageRecord, taken } from './record.ts'
import { Stage } from './testing/stage.ts'

const change = fc.record({
  n: fc.nat(6),
  status: fc.constantFrom('queued', 'held', 'sending', 'unknown', 'sent'),
  state: fc.constantFrom('open', 'open', 'open', 'ended', 'gone'),
  expiresAt: fc.integer({ min: 1, max: 5 }),
  packageId: fc.constantFrom('a', 'b'),
  repeats: fc.constantFrom(undefined, 7),
  policy: fc.constantFrom('reconcile', 'at_most_once'),
  forbidResend: fc.boolean(),
  gone: fc.boolean(),
})

describe('the queue in memory', () => {
  it('answers as a look at every message would', async () => {
    const stage = new Stage()
    const base = taken({ ...stage.message(), timeline: [] }, [], 0)
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const queue = new QueueIndex()
        const model = new Map<string, MessageRecord>()
        for (const { n, gone, repeats, ...one } of changes) {
          const id = `m${n}`
          const record = { ...base, id, seq: n, ...one, ...(repeats === undefined ? {} : { repeats }) }
          if (gone) {
            queue.delete(id)
            model.delete(id)
            continue
          }
          queue.put(record)
          if (record.state === 'open') model.set(id, record)
          else model.delete(id)
        }
        const all = [...model.values()]
        const waits = all.filter((one) => one.status === 'queued' || one.status === 'held')
        const idsOf = (list: readonly Pick<Entry, 'id'>[]) => list.map((one) => one.id).sort()
        expect(queue.size).toBe(all.length)
        expect(queue.queued).toBe(all.filter((one) => one.status === 'queued').length)
        expect(queue.firstEnd).toBe(waits.length === 0 ? null : Math.min(...waits.map((one) => one.expiresAt)))
        expect(idsOf(queue.over(3, 100))).toEqual(idsOf(waits.filter((one) => one.expiresAt <= 3)))
        expect(queue.over(3, 1).length).toBe(Math.min(1, waits.filter((one) => one.expiresAt <= 3).length))
        expect(idsOf(queue.unknowns())).toEqual(
          all
            .filter((one) => one.status === 'unknown')
            .map((one) => one.id)
            .sort(),
        )
        expect(queue.readyBy(0)).toBe(queue.queued)
        for (const entry of queue.all()) queue.sleep(entry, entry.seq, entry.seq > 5)
        expect(queue.readyBy(3)).toBe(all.filter((one) => one.status === 'queued' && one.seq <= 3).length)
        const unknown = all.filter((one) => one.status === 'unknown')
        const comesBack = (one: MessageRecord) => one.policy === 'reconcile' && !one.forbidResend
        expect(queue.repeatable).toBe(
          all.filter((one) => one.repeats !== undefined || (one.status === 'unknown' && comesBack(one))).length,
        )
        expect(queue.toSend).toBe(
          all.length - unknown.filter((one) => one.repeats === undefined && !comesBack(one)).length,
        )
        const held = all.filter((one) => one.status === 'held').length
        expect(queue.idle).toBe(held + all.filter((one) => one.seq > 5).length)
        for (const entry of [...queue.all()].slice(0, 3)) queue.wake(entry)
        expect(queue.idle).toBe(held + [...queue.all()].slice(3).filter((one) => one.seq > 5).length)
        // a moment's wait ends with any answer, a long one only with what concerns it
        for (const entry of queue.all()) queue.sleep(entry, 9, entry.seq > 3)
        for (const entry of queue.all()) queue.sleep(entry, 9, entry.seq > 5)
        queue.stir()
        expect(queue.all().every((one) => one.wakeAt === (one.seq > 5 ? 9 : 0))).toBe(true)
        for (const entry of queue.all()) queue.sleep(entry, 9, entry.seq > 5)
        queue.awaken()
        expect(queue.all().every((one) => one.wakeAt === 0)).toBe(true)
        expect(queue.idle).toBe(held)
        expect(queue.holdsOthers('a')).toBe(all.some((one) => one.packageId !== 'a'))
      }),
      { numRuns: 300 },
    )
  })
})
