import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SOURCES } from './web.ts'

it('the dashboard is built anew when a package of it changes its version, or any source that there is', () => {
  expect(SOURCES).toEqual(expect.arrayContaining(['package.json', '../package.json', '../package-lock.json']))
  const web = join(import.meta.dirname, '..', 'web')
  expect(SOURCES.filter((name) => !existsSync(join(web, name)))).toEqual([])
})
