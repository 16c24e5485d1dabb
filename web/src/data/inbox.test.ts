import { describe, expect, it } from 'vitest'
import { Inbox } from './inbox.ts'
import type { LiveEvent } from './wire.ts'

const event = (id: string, rev: number): LiveEvent => ({ type: 'message', id, rev, packageId: 'p', data: {} })

describe('Inbox', () => {
  it('keeps the newest of one thing, last happened last', () => {
    const inbox = new Inbox()
    inbox.add([event('a', 1), event('b', 1), event('a', 2)])
    inbox.add([event('b', 0)])
    expect(inbox.take().map(({ id, rev }) => [id, rev])).toEqual([
      ['b', 1],
      ['a', 2],
    ])
    expect(inbox.size).toBe(0)
  })

  it('hands a flood out in portions and loses none', () => {
    const inbox = new Inbox()
    inbox.add(Array.from({ length: 450 }, (_, n) => event(`m${n}`, 1)))
    const portions = [inbox.take().length, inbox.take().length, inbox.take().length, inbox.take().length]
    expect(portions).toEqual([200, 200, 50, 0])
  })
})
