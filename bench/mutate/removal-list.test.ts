import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { REMOVALS } from './removal-list.ts'

const read = (file: string): string => readFileSync(join(import.meta.dirname, '..', '..', file), 'utf8')

/** Whether each turns red takes minutes (`npm run removals`); that the list still means these sources takes none. */
describe('what is taken out by hand', () => {
  it.each(REMOVALS)('$name: its lines stand in the source, and what notices it is there', ({ patches, by }) => {
    for (const { file, was, now } of patches) {
      expect(read(file)).toContain(was)
      expect(now).not.toBe(was)
    }
    if (by.kind === 'test') expect(read(by.file)).toContain(by.name)
  })
})
