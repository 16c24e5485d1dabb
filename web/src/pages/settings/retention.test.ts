import { describe, expect, it } from 'vitest'
import { checkDays, daysText, forgottenBefore, lostText } from './retention.ts'

const DAY = 86_400_000

describe('checkDays', () => {
  it.each([
    ['contentDays', '0', true],
    ['messageDays', '0', false],
    ['auditDays', '3650', true],
    ['auditDays', '3651', false],
    ['auditDays', '1.5', false],
    ['auditDays', '', false],
    ['auditDays', '-1', false],
    ['auditDays', '1e2', false],
  ] as const)('%s of "%s": %s', (kept, text, good) => {
    expect(checkDays(kept)(text) === undefined).toBe(good)
  })
})

describe('daysText', () => {
  it('says that nothing is kept', () => {
    expect([0, 1, 30, 3650].map(daysText)).toEqual(['not kept', '1 day', '30 days', '3,650 days'])
  })
})

describe('forgottenBefore', () => {
  it('tells the instant only when the time is shorter', () => {
    expect(forgottenBefore(30, '20', 100 * DAY)).toBe(80 * DAY)
    expect(forgottenBefore(30, '0', 100 * DAY)).toBe(100 * DAY)
    for (const text of ['30', '31', '', 'x', '2.5']) expect(forgottenBefore(30, text, 100 * DAY)).toBeUndefined()
  })
})

describe('lostText', () => {
  it('names what goes and the day with its year', () => {
    const before = new Date(2026, 10, 19, 11, 20).getTime()
    expect(lostText('auditDays', before)).toBe(
      'Entries of the audit log, alerts and counts from before 19 Nov 2026 11:20 are forgotten.',
    )
  })
})
