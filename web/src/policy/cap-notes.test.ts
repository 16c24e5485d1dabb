import { describe, expect, it } from 'vitest'
import { capNotes } from './cap-notes.ts'
import type { PolicyField } from './fields.ts'

const texts = (more: Partial<Record<PolicyField, string>>) => (name: PolicyField) => more[name] ?? 'none'
const used = (hour: number, cap: number | null = 60) => ({ usage: { hour: { used: hour, cap } } })

describe('capNotes', () => {
  it('says what a lower cap of a number stops at once', () => {
    expect(capNotes('number', texts({ 'limits.hourly': '40' }), [used(45)])).toEqual([
      '45 messages sent in the last hour: nothing leaves until it slides.',
    ])
    expect(capNotes('number', texts({ 'limits.hourly': '45' }), [used(45, null)])).toHaveLength(1)
  })

  it.each([
    ['there is room', '46', used(45)],
    ['it is no lower than the one that holds', '60', used(60)],
    ['it is none', 'none', used(45)],
    ['it is 0, which nothing ends', '0', used(45)],
    ['it is no figure yet', 'x', used(45)],
    ['the usage is not known', '1', { usage: {} }],
  ])('says nothing where %s', (_, hourly, number) => {
    expect(capNotes('number', texts({ 'limits.hourly': hourly }), [number])).toEqual([])
  })

  it('counts the numbers of a package', () => {
    const numbers = [used(45), used(10), used(41)]
    expect(capNotes('package', texts({ 'limits.hourly': '42' }), numbers)).toEqual([
      '1 number has used as much in the last hour: nothing leaves from it until it slides, unless it has a cap of its own.',
    ])
    expect(capNotes('package', texts({ 'limits.hourly': '40' }), numbers)[0]).toMatch(/^2 numbers have used/)
  })
})
