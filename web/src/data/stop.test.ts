import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from './problem.ts'

const here = vi.hoisted(() => ({
  may: true,
  data: undefined as object | undefined,
  error: undefined as object | undefined,
  refetch: vi.fn(async () => undefined),
  refreshFleet: vi.fn(async () => undefined),
  post: vi.fn(),
}))
vi.mock('./session.ts', () => ({ session: () => undefined, may: () => here.may }))
vi.mock('./fleet.ts', () => ({ refreshFleet: here.refreshFleet }))
vi.mock('./api.ts', () => ({ api: { post: here.post } }))
vi.mock('./query.ts', () => ({
  createQuery: () => ({ data: () => here.data, error: () => here.error, refetch: here.refetch }),
}))

const { stopAll, stoppable } = await import('./stop.ts')

const AWAY = new ApiError('unavailable', 503, 'a part does not answer')

beforeEach(() => {
  vi.clearAllMocks()
  Object.assign(here, { may: true, data: undefined, error: undefined })
})

describe('stoppable', () => {
  it('is true where nobody can tell how the switch stands, and not before anybody was asked', () => {
    expect(stoppable()).toBe(false)
    here.error = AWAY
    expect(stoppable()).toBe(true)
    here.data = { stopped: false }
    expect(stoppable()).toBe(true)
    here.data = { stopped: true }
    expect(stoppable()).toBe(false)
  })

  it('is false for those who may not', () => {
    Object.assign(here, { may: false, error: AWAY })
    expect(stoppable()).toBe(false)
  })
})

describe('stopAll', () => {
  it('asks how everything stands also when it failed, since it may be set all the same', async () => {
    here.post.mockRejectedValueOnce(AWAY)
    await expect(stopAll('why')).rejects.toBe(AWAY)
    expect([here.refetch.mock.calls.length, here.refreshFleet.mock.calls.length]).toEqual([1, 1])
  })
})
