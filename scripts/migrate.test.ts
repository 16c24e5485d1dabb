import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from './migrate.ts'

const BREAK = '--> statement-breakpoint'

let folder = ''
let runtime: Miniflare
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whats-guard-sql-'))
  runtime = new Miniflare(
    convertV4MiniflareOptions({
      ...{ modules: true, script: 'export default {}', d1Databases: ['DB'], cf: false },
      compatibilityDate: '2026-09-18',
    }),
  )
})
afterEach(async () => {
  await runtime.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const put = (name: string, ...statements: string[]): void =>
  writeFileSync(join(folder, name), statements.join(`;${BREAK}\n`))
const tables = async (): Promise<readonly string[]> => {
  const database = await runtime.getD1Database('DB')
  const query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 't\\_%' ESCAPE '\\' ORDER BY name"
  return (await database.prepare(query).all<{ name: string }>()).results.map(({ name }) => name)
}

describe('migrate', () => {
  it('applies each file once, in the order of their numbers', async () => {
    const database = await runtime.getD1Database('DB')
    put('0001_second.sql', 'ALTER TABLE t_one ADD COLUMN more TEXT', 'CREATE TABLE t_two (id TEXT)')
    put('0000_first.sql', 'CREATE TABLE t_one (id TEXT)')
    expect(await migrate(database, folder)).toBe(2)
    expect(await migrate(database, folder)).toBe(0)
    put('0002_third.sql', 'CREATE TABLE t_three (id TEXT)')
    expect(await migrate(database, folder)).toBe(1)
    expect(await tables()).toEqual(['t_one', 't_three', 't_two'])
  })

  it('leaves nothing of a file that fails, and applies it whole once it is mended', async () => {
    const database = await runtime.getD1Database('DB')
    put('0000_first.sql', 'CREATE TABLE t_one (id TEXT)')
    put('0001_broken.sql', 'CREATE TABLE t_two (id TEXT)', 'CREATE TABLE t_one (id TEXT)')
    await expect(migrate(database, folder)).rejects.toThrow(/t_one/)
    expect(await tables()).toEqual(['t_one'])
    put('0001_broken.sql', 'CREATE TABLE t_two (id TEXT)', 'CREATE TABLE t_three (id TEXT)')
    expect(await migrate(database, folder)).toBe(1)
    expect(await tables()).toEqual(['t_one', 't_three', 't_two'])
  })
})
