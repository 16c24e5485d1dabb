import { describe, expect, it } from 'vitest'
import type { FetchAnswer } from '../kit/host.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { exchange } from './exchange.ts'

const GET = { method: 'GET', headers: {}, timeoutMs: 1_000 }

function fresh() {
  const host = new BareHost()
  const waiting: PromiseWithResolvers<FetchAnswer>[] = []
  const wire = Object.assign(host, {
    fetch: () => {
      const answer = Promise.withResolvers<FetchAnswer>()
      waiting.push(answer)
      return answer.promise
    },
  })
  const isOpen = () => host.outgoing.isOpen(host.clock)
  const ask = () => exchange(wire, 'https://meta/x', GET).catch((error: unknown) => error)
  const answer = (status: number) => waiting.shift()?.resolve({ status, headers: {}, body: '' })
  return { isOpen, ask, answer, fail: () => waiting.shift()?.reject(new TypeError('reset')) }
}

describe('an exchange with Meta, whatever it asks', () => {
  it('holds a connection until it is answered, and leaves it open', async () => {
    const { isOpen, ask, answer } = fresh()
    const first = ask()
    expect(isOpen()).toBe(false)
    answer(200)
    expect(await first).toMatchObject({ status: 200 })
    expect(isOpen()).toBe(true)
    const second = ask()
    expect(isOpen(), 'the only one is in use').toBe(false)
    answer(400)
    await second
    expect(isOpen()).toBe(true)
  })

  it.each(['a server error', 'no answer'])('takes its connection with it: %s', async (kind) => {
    const { isOpen, ask, answer, fail } = fresh()
    const first = ask()
    answer(200)
    await first
    const second = ask()
    if (kind === 'no answer') fail()
    else answer(503)
    await second
    expect(isOpen()).toBe(false)
  })
})
