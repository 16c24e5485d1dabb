import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RememberedReads } from './remembered-reads.ts'
import { NodeSql } from './testing/node-sql.ts'

class Counted extends NodeSql {
  reads = 0

  override all<Row extends object>(query: string, ...params: (string | number | null)[]): Row[] {
    this.reads += 1
    return super.all<Row>(query, ...params)
  }
}

function stage() {
  const sql = new Counted()
  sql.run('CREATE TABLE a (id INTEGER PRIMARY KEY, word TEXT)')
  sql.run('CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER)')
  return { sql, reads: new RememberedReads(sql) }
}

const READS = [
  'SELECT * FROM a WHERE id = ?',
  'SELECT COUNT(*) AS n, MAX(word) AS last FROM a WHERE id > ?',
  'SELECT b.id, word FROM b JOIN a ON a.id = b.a WHERE b.id > ? ORDER BY b.id',
  'SELECT id FROM a WHERE id > ? AND EXISTS (SELECT 1 FROM b WHERE b.a = a.id) ORDER BY id',
  'SELECT value AS id FROM json_each(?) WHERE value IN (SELECT id FROM b)',
]
const WRITES = [
  'INSERT INTO a (id, word) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET word = excluded.word',
  'INSERT OR IGNORE INTO b (id, a) VALUES (?, ?)',
  'REPLACE INTO b (id, a) VALUES (?, ?)',
  'UPDATE a SET word = ?2 WHERE id <= ?1',
  'DELETE FROM a WHERE id >= ?1 AND ?2 <> 99',
  'DELETE FROM b WHERE a = ?1 OR ?2 = 99',
  'WITH old (id) AS (VALUES (?1)) DELETE FROM b WHERE id IN (SELECT id FROM old) OR ?2 = 99',
]
const small = fc.integer({ min: 0, max: 5 })
const deed = fc.oneof(
  { weight: 3, arbitrary: fc.record({ read: fc.nat(READS.length - 1), at: small }) },
  { weight: 1, arbitrary: fc.record({ write: fc.nat(WRITES.length - 1), at: small, to: small, undone: fc.boolean() }) },
)

describe('reads that are remembered', () => {
  it('say what the storage would say, whatever was written, undone and read before', () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 1, maxLength: 60 }), (deeds) => {
        const { sql, reads } = stage()
        for (const one of deeds) {
          if ('read' in one) {
            const query = READS[one.read] ?? ''
            const param = query.includes('json_each') ? JSON.stringify([one.at, 1]) : one.at
            expect(reads.all(query, [param])).toEqual(sql.all(query, param))
            expect(reads.get(query, [param])).toEqual(sql.all(query, param)[0])
            continue
          }
          const change = () => {
            const query = WRITES[one.write] ?? ''
            reads.written(query)
            sql.run(query, one.at, one.to)
            for (const read of READS) reads.all(read, [read.includes('json_each') ? '[1, 2, 3]' : 0])
            if (one.undone) throw new Error('undone')
          }
          try {
            sql.transaction(change)
          } catch {
            reads.forget()
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it('costs nothing the second time, until one of its tables is written', () => {
    const { sql, reads } = stage()
    const ask = () => reads.get('SELECT COUNT(*) AS n FROM a', [])
    expect([ask(), ask(), ask()]).toEqual([{ n: 0 }, { n: 0 }, { n: 0 }])
    expect(sql.reads).toBe(1)
    reads.written('INSERT INTO b (id, a) VALUES (1, 1)')
    ask()
    expect(sql.reads).toBe(1)
    reads.written("  INSERT INTO a (id, word) VALUES (1, 'x')")
    sql.run("INSERT INTO a (id, word) VALUES (1, 'x')")
    expect(ask()).toEqual({ n: 1 })
    expect(sql.reads).toBe(2)
  })

  it('tells a number from its text, and long lists of parameters from each other', () => {
    const { sql, reads } = stage()
    sql.run('CREATE TABLE any (k ANY) STRICT')
    sql.run("INSERT INTO any (k) VALUES (1), ('1'), (NULL)")
    const type = (param: string | number | null) => reads.get('SELECT typeof(k) AS t FROM any WHERE k IS ?', [param])
    expect([type(1), type('1'), type(null), type('null')]).toEqual([
      { t: 'integer' },
      { t: 'text' },
      { t: 'null' },
      undefined,
    ])
    const pair = (one: string, two: string) => reads.get('SELECT ? AS one, ? AS two FROM a RIGHT JOIN b', [one, two])
    sql.run('INSERT INTO b (id, a) VALUES (1, 1)')
    expect(pair("x\n1'y", 'z')).toEqual({ one: "x\n1'y", two: 'z' })
    expect(pair('x', "y\n1'z")).toEqual({ one: 'x', two: "y\n1'z" })
  })

  it('gives rows that nobody can change for the next', () => {
    const { sql, reads } = stage()
    sql.run("INSERT INTO a (id, word) VALUES (1, 'x'), (2, 'y')")
    const rows = reads.all<{ word: string }>('SELECT * FROM a ORDER BY id', [])
    rows.reverse()
    expect(() => Object.assign(rows[0] ?? {}, { word: 'z' })).toThrow(TypeError)
    expect(reads.all('SELECT * FROM a ORDER BY id', [])).toEqual([
      { id: 1, word: 'x' },
      { id: 2, word: 'y' },
    ])
  })

  it('keeps answers of eight rows and no more', () => {
    const { sql, reads } = stage()
    const asked = (rows: number) => {
      sql.run('DELETE FROM a')
      reads.written('DELETE FROM a')
      for (let id = 1; id <= rows; id++) sql.run("INSERT INTO a (id, word) VALUES (?, 'x')", id)
      sql.reads = 0
      for (let i = 0; i < 3; i++) expect(reads.all('SELECT id FROM a ORDER BY id', [])).toHaveLength(rows)
      return sql.reads
    }
    expect([asked(0), asked(8), asked(9), asked(8)]).toEqual([1, 1, 3, 1])
  })

  it('gives a long answer as it is, free to be changed, and not that of before', () => {
    const { sql, reads } = stage()
    for (let id = 1; id <= 9; id++) sql.run("INSERT INTO a (id, word) VALUES (?, 'x')", id)
    const rows = reads.all<{ id: number }>('SELECT id FROM a ORDER BY id', [])
    expect(() => Object.assign(rows[0] ?? {}, { id: 7 })).not.toThrow()
    expect(reads.get('SELECT id FROM a ORDER BY id', [])).toEqual({ id: 1 })
  })

  it('keeps no answer to a text of more than 200 characters', () => {
    const { sql, reads } = stage()
    const asked = (param: string | number) => {
      sql.reads = 0
      for (let i = 0; i < 2; i++) reads.all('SELECT id FROM a WHERE word = ?', [param])
      return sql.reads
    }
    expect([asked('x'.repeat(200)), asked('x'.repeat(201)), asked(1), asked('1')]).toEqual([1, 2, 1, 1])
  })

  it('keeps 256 answers and begins anew with the next', () => {
    const { sql, reads } = stage()
    const ask = (id: number) => reads.get('SELECT word FROM a WHERE id = ?', [id])
    for (let id = 0; id < 256; id++) ask(id)
    sql.reads = 0
    for (let id = 0; id < 256; id++) ask(id)
    expect(sql.reads).toBe(0)
    ask(256)
    ask(256)
    expect(sql.reads).toBe(1)
    ask(0)
    expect(sql.reads).toBe(2)
  })

  it('remembers nothing of a write that gives rows, nor what it wrote over', () => {
    const { reads } = stage()
    const count = () => reads.get<{ n: number }>('SELECT COUNT(*) AS n FROM a', [])?.n
    const insert = () => reads.all<{ id: number }>("INSERT INTO a (word) VALUES ('x') RETURNING id", [])
    expect([count(), insert(), count(), insert(), count()]).toEqual([0, [{ id: 1 }], 1, [{ id: 2 }], 2])
  })

  it('forgets all when it cannot tell what is written, and what was read in a rollback', () => {
    const { sql, reads } = stage()
    const count = () => reads.get<{ n: number }>('SELECT COUNT(*) AS n FROM a', [])?.n
    expect(count()).toBe(0)
    sql.run("INSERT INTO a (word) VALUES ('x')")
    expect(count()).toBe(0)
    reads.written('DROP TABLE IF EXISTS c')
    expect(count()).toBe(1)
    sql.run("INSERT INTO a (word) VALUES ('y')")
    expect(count()).toBe(1)
    reads.forget()
    expect(count()).toBe(2)
  })
})
