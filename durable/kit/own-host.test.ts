import { describe, expect, it } from 'vitest'
import type { SqlValue } from './host.ts'
import { ownHost } from './own-host.ts'
import { BareHost } from './testing/bare-host.ts'
import { NodeSql } from './testing/node-sql.ts'

class Counted extends NodeSql {
  reads = 0

  override all<Row extends object>(query: string, ...params: SqlValue[]): Row[] {
    this.reads += 1
    return super.all<Row>(query, ...params)
  }
}

class CountedHost extends BareHost {
  override readonly sql = new Counted()
}

function fresh() {
  const given = new CountedHost()
  given.sql.run('CREATE TABLE thing (id INTEGER PRIMARY KEY, word TEXT) STRICT')
  const { host, rowsWritten } = ownHost(given)
  const words = () => host.sql.all('SELECT word FROM thing WHERE id > ? ORDER BY id', 0)
  const write = (id: number, word: string) => host.sql.run('INSERT INTO thing (id, word) VALUES (?, ?)', id, word)
  return { given, host, rowsWritten, words, write }
}

describe('the host of one actor', () => {
  it('counts the rows that its own SQL writes, from none', () => {
    const { host, rowsWritten, write } = fresh()
    expect(rowsWritten()).toBe(0)
    expect([write(1, 'a'), write(2, 'b')]).toEqual([1, 1])
    expect(host.sql.run('UPDATE thing SET word = ?', 'c')).toBe(2)
    expect(host.sql.run('DELETE FROM thing WHERE id = ?', 9)).toBe(0)
    expect(rowsWritten()).toBe(4)
  })

  it('asks its storage once for the same, until that was written', () => {
    const { given, host, words, write } = fresh()
    write(1, 'a')
    const one = () => host.sql.get('SELECT word FROM thing WHERE id = ?', 1)
    expect([words(), words(), one(), one()]).toEqual([[{ word: 'a' }], [{ word: 'a' }], { word: 'a' }, { word: 'a' }])
    expect(given.sql.reads).toBe(2)
    write(2, 'b')
    expect(words()).toEqual([{ word: 'a' }, { word: 'b' }])
    expect(given.sql.reads).toBe(3)
  })

  it('keeps what a transaction wrote and gives what its body gives', () => {
    const { host, words, write } = fresh()
    expect(host.transaction(() => write(1, 'a'))).toBe(1)
    expect(words()).toEqual([{ word: 'a' }])
  })

  it('forgets with a rollback what was read meanwhile, and passes on what was thrown', () => {
    const { host, words, write } = fresh()
    write(1, 'a')
    expect(() =>
      host.transaction(() => {
        write(2, 'b')
        expect(words()).toHaveLength(2)
        throw new Error('undone')
      }),
    ).toThrow('undone')
    expect(words()).toEqual([{ word: 'a' }])
  })

  it('is the given host in all else', () => {
    const { given, host } = fresh()
    given.clock = 5
    expect([host.now(), host.random(), host.vault === given.vault, host.call === given.call]).toEqual([
      5,
      0.5,
      true,
      true,
    ])
  })
})
