import { describe, expect, it } from 'vitest'
import { NodeD1 } from '../kit/testing/node-d1.ts'
import { project } from './project.ts'
import type { AlertRow, AuditRow, OptOutRow, ProjectionBatch, StatsRow, TemplateRow, WakeRow } from './rows.ts'

const alert = (rev: number, word: string): AlertRow => ({
  id: 'profile:1:1',
  rule: 'hold-waba',
  severity: word,
  subject: '{"kind":"profile","id":"1"}',
  packageId: 'pkg_1',
  title: `title ${word}`,
  detail: `detail ${word}`,
  evidence: `"${word}"`,
  guidance: `guidance ${word}`,
  count: word.length,
  firstAt: 1,
  lastAt: word.length,
  closedAt: word === 'first' ? null : word.length,
  rev,
})
const stats = (rev: number, word: string): StatsRow => ({
  owner: 'profile:1',
  at: 300_000,
  packageId: `pkg_${word}`,
  profileId: word,
  accepted: word.length,
  sent: word.length + 1,
  delivered: word.length + 2,
  read: word.length + 3,
  failed: word.length + 4,
  received: word.length + 5,
  rev,
})
const optOut = (rev: number, word: string): OptOutRow => ({
  id: 'p/u',
  portfolioId: 'p',
  userKey: word,
  scope: word === 'newer' ? null : word,
  source: `source ${word}`,
  at: word.length,
  rev,
})
const template = (rev: number, word: string): TemplateRow => ({
  id: 'w/n/l',
  portfolioId: `p ${word}`,
  wabaId: 'w',
  name: 'n',
  language: 'l',
  category: `category ${word}`,
  status: `status ${word}`,
  metaId: word === 'first' ? null : word,
  parameters: `"${word}"`,
  gone: word === 'newer' ? 1 : 0,
  rev,
})
const wake = (rev: number, word: string): WakeRow => ({ actor: 'profile:1', nextAt: word === 'newer' ? null : 5, rev })

const changes = (d1: NodeD1) => d1.rows<{ n: number }>('SELECT total_changes() AS n')[0]?.n ?? 0

/** The row as the table has it, under the names that the batch gives its columns. */
function stored(d1: NodeD1, query: string): Record<string, unknown>[] {
  const camel = (name: string) => name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase())
  return d1
    .rows<Record<string, unknown>>(query)
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), value])))
}

describe.each<[string, string, (rev: number, word: string) => object, (rev: number, word: string) => ProjectionBatch]>([
  ['alerts', 'SELECT * FROM alerts', alert, (rev, word) => ({ alerts: [alert(rev, word)] })],
  ['stats', 'SELECT * FROM stats', stats, (rev, word) => ({ stats: [stats(rev, word)] })],
  ['opt-outs', 'SELECT * FROM opt_outs', optOut, (rev, word) => ({ optOuts: [optOut(rev, word)] })],
  ['templates', 'SELECT * FROM templates', template, (rev, word) => ({ templates: [template(rev, word)] })],
  ['wakes', 'SELECT * FROM wakes', wake, (rev, word) => ({ wakes: [wake(rev, word)] })],
])('a row of %s', (_name, query, row, batch) => {
  it('is whole and the newest, whatever comes late or again, and is written only when it is newer', async () => {
    const d1 = new NodeD1()
    await project(d1, batch(2, 'first'))
    expect(stored(d1, query)).toEqual([expect.objectContaining(row(2, 'first'))])
    const before = changes(d1)
    await project(d1, batch(2, 'again'))
    await project(d1, batch(1, 'late'))
    expect(stored(d1, query)).toEqual([expect.objectContaining(row(2, 'first'))])
    expect(changes(d1)).toBe(before)
    await project(d1, batch(3, 'newer'))
    expect(stored(d1, query)).toEqual([expect.objectContaining(row(3, 'newer'))])
  })
})

describe('an audit entry', () => {
  it('is written once and never changed', async () => {
    const d1 = new NodeD1()
    const entry = (word: string): AuditRow => ({
      id: 'profile:1:1',
      at: word.length,
      action: word,
      actor: '{}',
      subjectKind: 'profile',
      subjectId: '1',
      packageId: null,
      detail: '{}',
    })
    await project(d1, { audit: [entry('first')] })
    const before = changes(d1)
    await project(d1, { audit: [entry('again')] })
    expect(stored(d1, 'SELECT * FROM audit')).toEqual([entry('first')])
    expect(changes(d1)).toBe(before)
  })
})

describe('how far an actor has come with its configuration', () => {
  it('only goes forward, of a package and a number of one name each, and makes no row', async () => {
    const d1 = new NodeD1()
    for (const id of ['1', '2']) {
      d1.db.exec(`INSERT INTO packages (id, name, config, version, created_at, updated_at) VALUES ('${id}', 'n', '{}', 9, 1, 1);
        INSERT INTO profiles (id, package_id, portfolio_id, waba_id, display_name, config, token, token_id, graph_url, version, created_at, updated_at)
        VALUES ('${id}', '1', 'p', 'w', 'd', '{}', '{}', 't', 'g', 9, 1, 1)`)
    }
    const versions = () =>
      ['packages', 'profiles'].map((table) =>
        d1
          .rows<{ applied_version: number }>(`SELECT applied_version FROM ${table} ORDER BY id`)
          .map((r) => r.applied_version),
      )
    const package1 = (version: number) => ({ kind: 'package' as const, id: '1', version })
    const profile2 = (version: number) => ({ kind: 'profile' as const, id: '2', version })
    await project(d1, { applied: [package1(5), package1(7), package1(6), { ...package1(8), id: 'gone' }] })
    expect(versions()).toEqual([
      [7, 0],
      [0, 0],
    ])
    await project(d1, { applied: [profile2(4), profile2(6), profile2(5), { ...profile2(8), id: 'gone' }] })
    expect(versions()).toEqual([
      [7, 0],
      [0, 6],
    ])
    const before = changes(d1)
    await project(d1, { applied: [package1(7), package1(3), profile2(6), profile2(3)] })
    expect(versions()).toEqual([
      [7, 0],
      [0, 6],
    ])
    expect(changes(d1)).toBe(before)
  })
})
