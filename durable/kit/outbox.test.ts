import { describe, expect, it } from 'vitest'
import { migrate } from './migrate.ts'
import { commit, OUTBOX_DDL, Outbox } from './outbox.ts'
import { BareHost } from './testing/bare-host.ts'

function fresh(host = new BareHost(), readers = ['history', 'package']) {
  migrate(host, [`${OUTBOX_DDL}CREATE TABLE thing (id INTEGER PRIMARY KEY) STRICT;\n`])
  const outbox = new Outbox(host, readers)
  outbox.load()
  return { host, outbox }
}

const rows = (host: BareHost) => host.sql.get<{ n: number }>('SELECT COUNT(*) AS n FROM outbox')?.n

describe('Outbox', () => {
  it('writes one row for everything that a commit noted, however often', () => {
    const { host, outbox } = fresh()
    commit(host, outbox, () => {
      for (let i = 0; i < 1000; i++) outbox.note(`message:${i % 500}`)
    })
    expect(rows(host)).toBe(1)
    expect(outbox.pending('history', 10)?.entries).toHaveLength(500)
  })

  it('keeps nothing of a transaction that threw, nor of what it wrote beside', () => {
    const { host, outbox } = fresh()
    expect(() =>
      commit(host, outbox, () => {
        host.sql.run('INSERT INTO thing (id) VALUES (1)')
        outbox.note('message:1')
        throw new Error('undone')
      }),
    ).toThrow('undone')
    expect(outbox.hasPending('history')).toBe(false)
    expect(host.sql.all('SELECT id FROM thing')).toEqual([])
    commit(host, outbox, () => outbox.note('message:2'))
    expect(outbox.pending('history', 10)?.entries).toEqual(['message:2'])
  })

  it('keeps a row until its last reader has passed, and gives each reader its own place', () => {
    const { host, outbox } = fresh()
    commit(host, outbox, () => outbox.note('a'))
    commit(host, outbox, () => outbox.note('b'))
    const first = outbox.pending('history', 1)
    expect(first?.entries).toEqual(['a'])
    outbox.acknowledge('history', first?.upTo ?? 0)
    expect(rows(host)).toBe(2)
    expect(outbox.pending('history', 10)?.entries).toEqual(['b'])
    expect(outbox.pending('package', 10)?.entries).toEqual(['a', 'b'])
    outbox.acknowledge('package', outbox.pending('package', 10)?.upTo ?? 0)
    expect(rows(host)).toBe(1)
    outbox.acknowledge('history', 2)
    expect(rows(host)).toBe(0)
  })

  it('goes on from its storage after a restart, also when all rows are gone', () => {
    const { host, outbox } = fresh()
    commit(host, outbox, () => outbox.note('a'))
    for (const reader of ['history', 'package']) outbox.acknowledge(reader, 1)
    const again = new Outbox(host, ['history', 'package'])
    again.load()
    expect(again.hasPending('history')).toBe(false)
    commit(host, again, () => again.note('b'))
    expect(again.pending('package', 10)).toEqual({ upTo: 2, entries: ['b'] })
  })

  it('takes a late or repeated acknowledgement for what it is', () => {
    const { host, outbox } = fresh()
    for (const entry of ['a', 'b', 'c']) commit(host, outbox, () => outbox.note(entry))
    outbox.acknowledge('history', 3)
    outbox.acknowledge('history', 1)
    expect(outbox.hasPending('history')).toBe(false)
    expect(outbox.pending('package', 10)?.entries).toEqual(['a', 'b', 'c'])
  })
})

describe('how far a reader is behind', () => {
  it('is the number of commits that it has not acknowledged, and never less than none', () => {
    const { host, outbox } = fresh()
    expect([outbox.behind('history'), outbox.behind('nobody')]).toEqual([0, 0])
    for (const entry of ['a', 'b', 'c']) commit(host, outbox, () => outbox.note(entry))
    outbox.acknowledge('history', 1)
    expect([outbox.behind('history'), outbox.behind('package'), outbox.behind('nobody')]).toEqual([2, 3, 3])
    outbox.acknowledge('history', 9)
    expect(outbox.behind('history')).toBe(0)
    expect(outbox.pending('nobody', 10)?.entries).toEqual(['a', 'b', 'c'])
    expect(outbox.hasPending('nobody')).toBe(true)
  })

  it('goes on after a restart for a reader that never acknowledged anything', () => {
    const { host, outbox } = fresh()
    commit(host, outbox, () => outbox.note('a'))
    const again = new Outbox(host, ['history', 'package'])
    again.load()
    expect(again.pending('package', 10)).toEqual({ upTo: 1, entries: ['a'] })
    again.acknowledge('history', 1)
    expect(rows(host)).toBe(1)
  })
})

describe('what an outbox asks of its storage', () => {
  const asked = (host: BareHost) => host.sql.statements.filter((one) => one.includes('FROM outbox WHERE n >'))

  it('is nothing before the first commit, and nothing while its reader has all', () => {
    const { host, outbox } = fresh()
    expect([outbox.pending('history', 10), asked(host)]).toEqual([null, []])
    commit(host, outbox, () => {})
    expect([outbox.pending('history', 10), rows(host), asked(host)]).toEqual([null, 0, []])
    commit(host, outbox, () => outbox.note('a'))
    outbox.acknowledge('history', 1)
    expect([outbox.pending('history', 10), asked(host)]).toEqual([null, []])
    expect([new Outbox(host, ['history']).hasPending('history'), outbox.hasPending('package')]).toEqual([false, true])
  })

  it('writes an acknowledgement once', () => {
    const { host, outbox } = fresh()
    commit(host, outbox, () => outbox.note('a'))
    outbox.acknowledge('history', 0)
    expect(host.sql.all('SELECT reader, n FROM outbox_reader')).toEqual([])
    outbox.acknowledge('history', 1)
    const written = host.sql.rowsWritten
    outbox.acknowledge('history', 1)
    expect(host.sql.rowsWritten).toBe(written)
    expect(host.sql.all('SELECT reader, n FROM outbox_reader')).toEqual([{ reader: 'history', n: 1 }])
  })
})

describe('after a restart', () => {
  it('each reader goes on where it stood, and the next row has the next number', () => {
    const { host, outbox } = fresh()
    for (const entry of ['a', 'b', 'c']) commit(host, outbox, () => outbox.note(entry))
    outbox.acknowledge('history', 2)
    outbox.acknowledge('package', 1)
    const again = new Outbox(host, ['history', 'package'])
    again.load()
    expect([again.behind('history'), again.behind('package')]).toEqual([1, 2])
    commit(host, again, () => again.note('d'))
    expect(again.pending('history', 10)).toEqual({ upTo: 4, entries: ['c', 'd'] })
    expect(again.pending('package', 2)).toEqual({ upTo: 3, entries: ['b', 'c'] })
  })

  it('says nothing to a reader who comes when all rows are gone', () => {
    const { host, outbox } = fresh()
    commit(host, outbox, () => outbox.note('a'))
    for (const reader of ['history', 'package']) outbox.acknowledge(reader, 1)
    expect(outbox.pending('nobody', 10)).toBeNull()
  })

  it('forgets what names somebody, where its one reader has passed', () => {
    const { host, outbox } = fresh()
    const note = (...entries: string[]) =>
      commit(host, outbox, () => {
        for (const entry of entries) outbox.note(entry)
      })
    note('tell:+491', 'message:1')
    note('tell:+492')
    note('tell:+491')
    outbox.acknowledge('package', 2)
    commit(host, outbox, () => outbox.forget('package', ['+491', '+493']))
    expect(outbox.pending('history', 10)?.entries).toEqual(['message:1', 'tell:+492', 'tell:+491'])
    expect(outbox.pending('package', 10)?.entries).toEqual(['tell:+491'])
  })

  it('writes no row anew that names nobody of them', () => {
    const { host, outbox } = fresh()
    for (const entry of ['tell:+491', 'tell:+492']) commit(host, outbox, () => outbox.note(entry))
    outbox.acknowledge('package', 2)
    const written = () => host.sql.get<{ n: number }>('SELECT total_changes() AS n')?.n ?? 0
    const before = written()
    commit(host, outbox, () => outbox.forget('package', ['+493']))
    expect(written() - before).toBe(0)
    commit(host, outbox, () => outbox.forget('package', ['+492']))
    expect(written() - before).toBe(1)
  })
})
