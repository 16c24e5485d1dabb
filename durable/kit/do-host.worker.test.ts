import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createHost } from './do-host.ts'
import type { ActorEnv } from './env.ts'
import type { Host } from './host.ts'
import { BODY_LIMIT } from './read-answer.ts'

const actorEnv = env as ActorEnv
const namespace = (env as { FEED: DurableObjectNamespace }).FEED

/** A host on the storage of a real object, fresh by name. */
function within<T>(name: string, work: (host: Host, state: DurableObjectState) => Promise<T> | T): Promise<T> {
  return runInDurableObject(namespace.get(namespace.idFromName(name)), (_, state) =>
    work(createHost(state, actorEnv), state),
  )
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('createHost', () => {
  it('reads and writes, and says what the platform bills', () =>
    within('sql', (host) => {
      host.sql.run('CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT) STRICT')
      host.sql.run('CREATE INDEX t_a ON t (a)')
      expect(host.sql.run("INSERT INTO t (a) VALUES (?), ('y')", 'x')).toBe(4)
      expect(host.sql.all('SELECT id, a FROM t ORDER BY id')).toEqual([
        { id: 1, a: 'x' },
        { id: 2, a: 'y' },
      ])
      expect(host.sql.get('SELECT a FROM t WHERE id = ?', 2)).toEqual({ a: 'y' })
      expect(host.sql.get('SELECT a FROM t WHERE id = ?', 9)).toBeUndefined()
      expect(host.sql.run('DELETE FROM t WHERE id = ?', 9)).toBe(0)
    }))

  it('undoes a transaction that throws, whole', () =>
    within('transaction', (host) => {
      host.sql.run('CREATE TABLE t (id INTEGER PRIMARY KEY)')
      expect(() =>
        host.transaction(() => {
          host.sql.run('INSERT INTO t VALUES (1)')
          throw new Error('undone')
        }),
      ).toThrow('undone')
      expect(host.transaction(() => host.sql.all('SELECT id FROM t'))).toEqual([])
    }))

  it('arms and disarms the one alarm', () =>
    within('alarm', async (host, state) => {
      const at = Date.now() + 3_600_000
      host.setAlarm(at)
      expect(await state.storage.getAlarm()).toBe(at)
      host.setAlarm(null)
      expect(await state.storage.getAlarm()).toBeNull()
    }))

  it('reports a background failure without what its message quotes', () =>
    within('background', async (host) => {
      const log = vi.spyOn(console, 'error').mockImplementation(() => {})
      const done = new Promise<void>((resolve) => log.mockImplementation(() => resolve()))
      host.background('drain', () => Promise.reject(new SyntaxError('Unexpected token in "EAAG-secret"')))
      await done
      expect(log.mock.calls[0]?.[0]).toBe('drain')
      expect(JSON.stringify(log.mock.calls)).not.toContain('secret')
      expect(JSON.stringify(log.mock.calls)).toContain('SyntaxError')
    }))

  it.each([false, true])('sends one request, follows no redirect, reads the answer as text (wide: %s)', (wide) =>
    within(`fetch-${wide}`, async (host) => {
      const sent: [unknown, RequestInit | undefined][] = []
      vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
        sent.push([url, init])
        return new Response('{"ok":"ü"}', { status: 400, headers: { 'x-app-usage': '{}' } })
      })
      const answer = await host.fetch('https://graph.example/v26.0/1/messages', {
        method: 'POST',
        headers: { authorization: 'Bearer t' },
        body: '{}',
        timeoutMs: 20_000,
        wide,
      })
      expect(answer).toMatchObject({ status: 400, body: '{"ok":"ü"}', headers: { 'x-app-usage': '{}' } })
      expect(sent).toMatchObject([
        [
          'https://graph.example/v26.0/1/messages',
          { method: 'POST', redirect: 'manual', body: '{}', headers: { authorization: 'Bearer t' } },
        ],
      ])
      expect(sent[0]?.[1]?.signal).toBeInstanceOf(AbortSignal)
    }),
  )

  it('reads no more of an answer than its limit', () =>
    within('large', async (host) => {
      vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('x'.repeat(BODY_LIMIT + 500_000)))
      const answer = await host.fetch('https://graph.example/', { method: 'GET', headers: {}, timeoutMs: 1000 })
      expect(answer.body.length).toBe(BODY_LIMIT)
    }))

  it.each([false, true])('rejects a broken or timed-out request (wide: %s)', (wide) =>
    within(`broken-${wide}`, async (host) => {
      vi.spyOn(globalThis, 'fetch').mockImplementation(
        (_, init) =>
          new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
      )
      const request = host.fetch('https://graph.example/', { method: 'GET', headers: {}, timeoutMs: 20, wide })
      await expect(request).rejects.toMatchObject({ name: 'TimeoutError' })
    }),
  )
})
