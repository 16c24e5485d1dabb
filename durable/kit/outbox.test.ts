import { describe, expect, it } from 'vitest'
import { migrate } from './migrate.ts'
import { commit, OUTBOX_DDL, OUTBOX_PAGES, Outbox } from './outbox.ts'
import { BareHost } from './testing/bare-host.ts'

const READERS = ['history', 'package']
const THING = 'CREATE TABLE thing (id INTEGER PRIMARY KEY) STRICT;\n'

/** Entries that begin with `tell:` are for the package. */
function opened(host: BareHost): Outbox {
  const outbox = new Outbox(host, READERS, (entry) => (entry.startsWith('tell:') ? 'package' : 'history'))
  outbox.load()
  return outbox
}

function fresh(host = new BareHost()) {
  migrate(host, [`${OUTBOX_DDL}${THING}`, OUTBOX_PAGES])
  const outbox = opened(host)
  const note = (...entries: string[]) =>
    commit(host, outbox, () => {
      for (const entry of entries) outbox.note(entry)
    })
  const taken = (reader: string, most = 10_000) => outbox.pending(reader, most)?.entries ?? []
  const take = (reader: string, most = 10_000) => outbox.acknowledge(reader, outbox.pending(reader, most)?.upTo ?? 0)
  return { host, outbox, note, taken, take }
}

const pages = (host: BareHost) =>
  host.sql
    .all<{ n: number; entries: string }>('SELECT n, entries FROM page ORDER BY n')
    .map(({ n, entries }) => [n, JSON.parse(entries) as string[]] as const)
const many = (from: number, count: number) => Array.from({ length: count }, (_, i) => `message:${from + i}`)

describe('Outbox', () => {
  it('writes one row for everything that a commit noted, however often', () => {
    const { host, note, taken } = fresh()
    note(...many(0, 500), ...many(0, 500))
    expect(pages(host)).toHaveLength(1)
    expect(taken('history')).toHaveLength(500)
    expect(taken('history', 3)).toEqual(many(0, 3))
  })

  it('writes nothing for a commit that noted nothing', () => {
    const { host, outbox, note } = fresh()
    note()
    expect([pages(host), outbox.hasPending('history'), outbox.pending('history', 9)]).toEqual([[], false, null])
  })

  it('keeps nothing of a transaction that threw, nor of what it wrote beside', () => {
    const { host, outbox, note, taken } = fresh()
    note('message:1')
    expect(() =>
      commit(host, outbox, () => {
        host.sql.run('INSERT INTO thing (id) VALUES (1)')
        outbox.note('message:2')
        outbox.carry('undone')
        throw new Error('undone')
      }),
    ).toThrow('undone')
    expect(host.sql.all('SELECT id FROM thing')).toEqual([])
    expect([taken('history'), outbox.carried]).toEqual([['message:1'], ''])
    note('message:3')
    expect([taken('history'), outbox.carried]).toEqual([['message:1', 'message:3'], ''])
  })

  it('keeps nothing of a transaction whose own row could not be written, nor with the next commit', () => {
    const { host, outbox, note, taken } = fresh()
    note('message:1', 'message:2')
    const { run } = host.sql
    host.sql.run = () => {
      throw new Error('storage is full')
    }
    expect(() => note('message:1')).toThrow('storage is full')
    host.sql.run = run
    expect(taken('history')).toEqual(['message:1', 'message:2'])
    note()
    expect(taken('history')).toEqual(['message:1', 'message:2'])
    expect(outbox.backlog('history').entries).toBe(2)
  })

  it('tells how much waits, full pages too, and for how long nothing was taken', () => {
    const { host, outbox, note, take } = fresh()
    expect(outbox.backlog('history')).toEqual({ entries: 0, stalledMs: 0 })
    note(...many(0, 1_200))
    host.clock += 5_000
    note(...many(2_000, 700), 'tell:1')
    expect(outbox.backlog('history')).toEqual({ entries: 1_900, stalledMs: 5_000 })
    expect(outbox.backlog('package')).toEqual({ entries: 1, stalledMs: 0 })
    const again = opened(host)
    host.clock += 1_000
    expect(again.backlog('history').stalledMs).toBe(1_000)
    expect(again.backlog('history').entries).toBeGreaterThanOrEqual(1_900)
    take('history')
    host.clock += 2_000
    expect(outbox.backlog('history')).toEqual({ entries: 700, stalledMs: 2_000 })
    take('history')
    host.clock += 1_000
    expect(outbox.backlog('history')).toEqual({ entries: 0, stalledMs: 0 })
  })

  it('counts for nobody the full page that he has taken and another has not', () => {
    const { outbox, note, take } = fresh()
    note(...many(0, 250), 'tell:1')
    note('message:x')
    take('history')
    expect(outbox.backlog('history').entries).toBe(1)
    expect(outbox.backlog('package').entries).toBe(251)
  })

  it('tells as taken what was taken alone: not that a reader looked, nor what is acknowledged again', () => {
    const { host, outbox, note, taken } = fresh()
    note(...many(0, 250))
    note('tell:1', 'tell:2')
    host.clock += 5_000
    expect(taken('package', 1)).toEqual(['tell:1'])
    expect(outbox.backlog('package')).toEqual({ entries: 2, stalledMs: 5_000 })
    outbox.acknowledge('package', 251)
    host.clock += 2_000
    outbox.acknowledge('package', 251)
    expect(outbox.backlog('package')).toEqual({ entries: 1, stalledMs: 2_000 })
  })

  it('gives each reader what is for it, and keeps it until that one has taken it', () => {
    const { host, outbox, note, taken, take } = fresh()
    note('message:1', 'tell:1')
    note('message:2')
    expect([taken('history'), taken('package')]).toEqual([['message:1', 'message:2'], ['tell:1']])
    take('history', 1)
    expect([taken('history'), outbox.hasPending('history')]).toEqual([['message:2'], true])
    take('history')
    expect([outbox.hasPending('history'), outbox.pending('history', 9)]).toEqual([false, null])
    expect([outbox.hasPending('package'), taken('package')]).toEqual([true, ['tell:1']])
    note('message:3')
    expect(pages(host)).toEqual([[1, ['tell:1', 'message:3']]])
  })

  it('tells again what was noted again after it was read', () => {
    const { outbox, note, taken } = fresh()
    note('message:1')
    const read = outbox.pending('history', 9)
    note('message:1')
    outbox.acknowledge('history', read?.upTo ?? 0)
    expect(taken('history')).toEqual(['message:1'])
  })

  it('takes a late or repeated acknowledgement for what it is', () => {
    const { outbox, note, taken } = fresh()
    note('message:1', 'message:2')
    outbox.acknowledge('history', 2)
    outbox.acknowledge('history', 1)
    expect(outbox.hasPending('history')).toBe(false)
    note('message:3')
    expect(taken('history')).toEqual(['message:3'])
  })

  it('costs nothing to acknowledge, but once for a full page', () => {
    const { host, note, take } = fresh()
    note(...many(0, 200))
    note('message:x')
    const texts: string[] = []
    const { run } = host.sql
    host.sql.run = (query, ...params) => {
      texts.push(query.split(' ')[0] ?? '')
      return run.call(host.sql, query, ...params)
    }
    take('history')
    take('history')
    expect(texts).toEqual(['DELETE'])
  })
})

describe('what the actor keeps in the row', () => {
  it('is there again after a restart, as committed last, with entries and without', () => {
    const { host, outbox, note } = fresh()
    commit(host, outbox, () => outbox.carry('a'))
    expect([outbox.carried, opened(host).carried]).toEqual(['a', 'a'])
    note('message:1')
    expect([outbox.carried, opened(host).carried]).toEqual(['a', 'a'])
    commit(host, outbox, () => outbox.carry('b'))
    expect([opened(host).carried, pages(host)]).toEqual(['b', [[1, ['message:1']]]])
  })

  it('goes along into the next page', () => {
    const { host, outbox, note } = fresh()
    commit(host, outbox, () => outbox.carry('a'))
    note(...many(0, 200))
    note('message:x')
    expect(pages(host).map(([n]) => n)).toEqual([1, 2])
    expect([outbox.carried, opened(host).carried]).toEqual(['a', 'a'])
  })
})

describe('a page that is full', () => {
  it('is left, and the next is begun', () => {
    const { host, note } = fresh()
    note(...many(0, 199))
    note('message:199')
    expect(pages(host)).toEqual([[1, many(0, 200)]])
    note('message:200')
    expect(pages(host)).toEqual([
      [1, many(0, 200)],
      [2, ['message:200']],
    ])
  })

  it('makes those be behind for whom something is in it, until they have taken it', () => {
    const { outbox, note, take } = fresh()
    note(...many(0, 200))
    const behind = () => READERS.map((reader) => outbox.isBehind(reader))
    expect(behind()).toEqual([false, false])
    note('tell:1')
    expect(behind()).toEqual([true, false])
    take('history')
    expect(behind()).toEqual([false, false])
  })

  it('that another reader has not taken keeps nobody behind who has', () => {
    const { outbox, note, take } = fresh()
    note(...many(0, 199), 'tell:1')
    note('message:x')
    const behind = () => READERS.map((reader) => outbox.isBehind(reader))
    expect(behind()).toEqual([true, true])
    take('history')
    expect(behind()).toEqual([false, true])
    take('package')
    expect(behind()).toEqual([false, false])
  })

  it('is read whole and first, and deleted once those whom it concerns have taken it', () => {
    const { host, outbox, note, taken, take } = fresh()
    note(...many(0, 250), 'tell:1')
    note('message:x')
    expect(taken('history', 3)).toEqual(many(0, 250))
    take('history', 3)
    expect(taken('history', 3)).toEqual(['message:x'])
    expect(pages(host)).toHaveLength(2)
    expect(taken('package')).toEqual(['tell:1'])
    take('package')
    expect([pages(host), outbox.hasPending('package')]).toEqual([[[2, ['message:x']]], false])
  })

  it('does not wait for a reader for whom nothing is in it', () => {
    const { host, note, take } = fresh()
    note(...many(0, 250))
    note('message:x', 'tell:1')
    take('history', 3)
    expect(pages(host)).toEqual([[2, ['message:x', 'tell:1']]])
  })

  it('is not begun for what has been taken', () => {
    const { host, note, take } = fresh()
    for (let n = 0; n < 10; n++) {
      note(...many(n * 150, 150))
      take('history')
    }
    expect(pages(host)).toEqual([[1, many(1_350, 150)]])
  })
})

describe('after a restart', () => {
  it('is told again what was taken since the last commit, and nothing else twice', () => {
    const { host, note, take } = fresh()
    note('message:1', 'tell:1')
    take('history')
    note('message:2')
    take('history')
    const again = opened(host)
    expect(again.pending('history', 9)?.entries).toEqual(['message:2'])
    expect(again.pending('package', 9)?.entries).toEqual(['tell:1'])
    commit(host, again, () => again.note('message:3'))
    expect(again.pending('history', 9)?.entries).toEqual(['message:2', 'message:3'])
  })

  it('nothing is there when nothing ever was', () => {
    const { host } = fresh()
    expect([opened(host).hasPending('history'), opened(host).carried]).toEqual([false, ''])
  })

  it('full pages are read by those whom they concern, and go when nobody is left', () => {
    const { host, note } = fresh()
    for (let n = 0; n < 3; n++) note(...many(n * 300, 300))
    const again = opened(host)
    expect(again.hasPending('package')).toBe(true)
    expect([again.pending('package', 9), again.hasPending('package')]).toEqual([null, false])
    expect(pages(host)).toHaveLength(3)
    const seen: string[] = []
    for (let found = again.pending('history', 1); found !== null; found = again.pending('history', 1)) {
      seen.push(...found.entries)
      again.acknowledge('history', found.upTo)
    }
    expect(seen).toEqual(many(0, 900))
    expect(pages(host).map(([n]) => n)).toEqual([3])
  })
})

describe('forgetting', () => {
  it('takes what was taken out of storage at once, and nothing else', () => {
    const { host, outbox, note, take } = fresh()
    note('tell:+491', 'message:1')
    take('package')
    commit(host, outbox, () => outbox.forget())
    expect(pages(host)).toEqual([[1, ['message:1']]])
  })

  it('and what waits as soon as it is taken', () => {
    const { host, outbox, note, take } = fresh()
    note('tell:+491', 'message:1')
    take('package')
    commit(host, outbox, () => outbox.forget())
    note('tell:+492')
    take('history')
    expect(pages(host), 'what came later was not meant').toEqual([[1, ['message:1', 'tell:+492']]])
    take('package')
    expect(pages(host)).toEqual([[1, []]])
    const written = host.sql.rowsWritten
    note('message:2')
    take('history')
    expect(host.sql.rowsWritten - written, 'once').toBe(1)
  })

  it('of what waits happens also while something newer waits', () => {
    const { host, outbox, note, take } = fresh()
    note('message:1')
    commit(host, outbox, () => outbox.forget())
    note('message:2')
    take('history', 1)
    expect(pages(host)).toEqual([[1, ['message:2']]])
  })

  it('is over with its commit where nothing waits', () => {
    const { host, outbox, note, take } = fresh()
    note('message:1')
    take('history')
    commit(host, outbox, () => outbox.forget())
    const written = host.sql.rowsWritten
    note()
    expect(host.sql.rowsWritten - written).toBe(0)
    note('message:2')
    take('history')
    expect(host.sql.rowsWritten - written).toBe(1)
  })

  it('also out of pages that are full', () => {
    const { host, outbox, note, take } = fresh()
    note(...many(0, 250), 'tell:+491')
    note('message:x')
    const written = () => host.sql.get<{ n: number }>('SELECT total_changes() AS n')?.n ?? 0
    let before = written()
    commit(host, outbox, () => outbox.forget())
    expect(written() - before, 'the open page alone: nobody has taken anything').toBe(1)
    take('package')
    before = written()
    commit(host, outbox, () => outbox.forget())
    expect(written() - before).toBe(2)
    expect(pages(host)).toEqual([
      [1, many(0, 250)],
      [2, ['message:x']],
    ])
    expect(outbox.pending('history', 1)?.entries).toEqual(many(0, 250))
  })
})

describe('the step that brings an outbox of the first version to pages', () => {
  it('keeps what was noted, the newest row open', () => {
    const host = new BareHost()
    migrate(host, [`${OUTBOX_DDL}${THING}`])
    const put = (n: number, entries: string[]) =>
      host.sql.run('INSERT INTO outbox (n, entries) VALUES (?, ?)', n, JSON.stringify(entries))
    put(7, ['message:1', 'tell:1'])
    put(8, ['message:2'])
    host.sql.run("INSERT INTO outbox_reader (reader, n) VALUES ('history', 7)")
    migrate(host, [`${OUTBOX_DDL}${THING}`, OUTBOX_PAGES])
    const outbox = opened(host)
    const first = outbox.pending('history', 9)
    expect(first?.entries).toEqual(['message:1'])
    outbox.acknowledge('history', first?.upTo ?? 0)
    expect(outbox.pending('history', 9)?.entries).toEqual(['message:2'])
    expect(outbox.pending('package', 9)?.entries).toEqual(['tell:1'])
    commit(host, outbox, () => outbox.note('message:3'))
    expect(pages(host).map(([n]) => n)).toEqual([7, 8])
  })
})
