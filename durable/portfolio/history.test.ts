import { describe, expect, it } from 'vitest'
import { BareHost } from '../kit/testing/bare-host.ts'
import { History } from './history.ts'
import { Room } from './room.ts'

const HOUR = 3_600_000

function told(next: { at: number | null }) {
  const host = new BareHost()
  return { host, history: new History(new Room(host, 'P', () => {}), () => next.at) }
}

describe('the wake that D1 knows', () => {
  it('is told once when it is due already: told again and again, the alarm itself would never get its turn', async () => {
    // the first recipient that counts makes the pruning due since 1970
    const next: { at: number | null } = { at: HOUR }
    const { history } = told(next)
    expect(history.wakeIsWrong()).toBe(true)
    await history.drain()
    expect(history.wakeIsWrong()).toBe(false)
  })

  it('is put right when what was due has been done', async () => {
    const next: { at: number | null } = { at: HOUR }
    const { host, history } = told(next)
    await history.drain()
    next.at = host.clock + HOUR
    expect(history.wakeIsWrong()).toBe(true)
    await history.drain()
    expect(history.wakeIsWrong()).toBe(false)
    next.at = null
    host.clock += 2 * HOUR
    expect(history.wakeIsWrong()).toBe(true)
  })
})
