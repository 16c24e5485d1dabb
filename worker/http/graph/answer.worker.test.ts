import { describe, expect, it, vi } from 'vitest'
import { testEnv } from '../testing/api.ts'
import { settledView } from './answer.ts'

/** A deployment in which one message is told of as a test says; `asked` counts how often its owners were. */
function told(status: () => string | Error, heard: (id: string, statuses: string[], ms: number) => Promise<unknown>) {
  const asked = { package: 0, profile: 0 }
  const view = (): object => {
    const now = status()
    if (now instanceof Error) throw now
    return { id: 'wg1', status: now }
  }
  const room = (actor: object) => ({ idFromName: () => 'id', get: () => actor })
  const env = {
    ...testEnv,
    FEED: room({ heard }),
    PACKAGE: room({
      async message() {
        asked.package += 1
        return { view: { id: 'wg1', status: 'queued' }, boundTo: '1' }
      },
    }),
    PROFILE: room({
      async message() {
        asked.profile += 1
        return view()
      },
    }),
  }
  return { env: env as object as typeof testEnv, asked }
}

const nothing = async (_: string, __: string[], ms: number) => await scheduler.wait(ms)

describe('waiting for what became of a message', () => {
  it('ends with the hint, and asks the owner once', async () => {
    const { env, asked } = told(
      () => 'sent',
      async () => ({ id: 'wg1' }),
    )
    const from = Date.now()
    expect((await settledView(env, 'pkg_a', 'wg1', 60_000))?.status).toBe('sent')
    expect(Date.now() - from).toBeLessThan(30_000)
    expect(asked).toEqual({ package: 1, profile: 1 })
  })

  it('finds what a lost hint would have told when its time is over', async () => {
    const { env } = told(() => 'failed', nothing)
    expect((await settledView(env, 'pkg_a', 'wg1', 200))?.status).toBe('failed')
  })

  it('ends undecided when its time is over, without asking again and again', async () => {
    const { env, asked } = told(() => 'unknown', nothing)
    const from = Date.now()
    expect(await settledView(env, 'pkg_a', 'wg1', 300)).toBeNull()
    expect(Date.now() - from).toBeLessThan(15_000)
    expect(asked.profile).toBe(1)
  })

  it('pauses between two looks when the feed is ahead of the owner, or the owner cannot say', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    for (const status of ['queued', new Error('reset')]) {
      const { env, asked } = told(
        () => status,
        async () => ({ id: 'wg1' }),
      )
      expect(await settledView(env, 'pkg_a', 'wg1', 400)).toBeNull()
      expect(asked.profile).toBeLessThan(5)
    }
    error.mockRestore()
  })

  it('outlives a feed that fails, and an owner that crashes', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    const down = async () => await Promise.reject(new Error('the feed is away'))
    const found = told(() => 'sent', down)
    expect((await settledView(found.env, 'pkg_a', 'wg1', 200))?.status).toBe('sent')
    const crashed = told(() => new Error('reset'), down)
    expect(await settledView(crashed.env, 'pkg_a', 'wg1', 200)).toBeNull()
    error.mockRestore()
  })

  it('does not hang on an owner that is silent', async () => {
    const { env } = told(() => 'sent', nothing)
    const silent = { ...env, PROFILE: { ...env.PROFILE, get: () => ({ message: () => new Promise(() => {}) }) } }
    const from = Date.now()
    expect(await settledView(silent as object as typeof testEnv, 'pkg_a', 'wg1', 100)).toBeNull()
    expect(Date.now() - from).toBeLessThan(15_000)
  })
})
