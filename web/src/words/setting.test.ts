import { describe, expect, it } from 'vitest'
import { settingName, settingValue } from './setting.ts'

describe('settingName', () => {
  it.each([
    ['limits.hourly', 'Hourly cap'],
    ['limits', 'Limits'],
    ['weights.1055', 'Weight of 1055'],
    ['something.new', 'something.new'],
  ])('%s is %s', (member, name) => {
    expect(settingName(member)).toBe(name)
  })
})

describe('settingValue', () => {
  it.each([
    ['limits.hourly', 1200, '1,200'],
    ['limits.hourly', null, 'none'],
    ['limits.hourly', undefined, 'not set'],
    ['cooldown.min', 2.5, '2.5 s'],
    ['retention.contentDays', 1, '1 day'],
    ['retention.contentDays', 30, '30 days'],
    ['holdDuplicates', true, 'on'],
    ['failover', false, 'off'],
    ['preset', 'high_throughput', 'High throughput'],
    ['distribution', 'round_robin', 'Round robin'],
    ['name', 'random', 'random'],
    ['cooldown.rush', [{ from: '10:00', to: '12:00' }], '10:00–12:00'],
    ['cooldown.rush', [], 'none'],
    ['name', 'a\u202eb', 'ab'],
    ['something.new', { a: 1 }, '{"a":1}'],
  ])('%s set to %j reads %s', (member, value, shown) => {
    expect(settingValue(member, value)).toBe(shown)
  })
})
