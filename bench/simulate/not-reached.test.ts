import { describe, expect, it } from 'vitest'
import { SHOULD_REACH } from './coverage.ts'
import { namedInDurable } from './named-codes.ts'
import { NOT_REACHED } from './not-reached.ts'

const named = namedInDurable()

/** A name that is put together, `meta-*`, stands for any that begins so. */
function isOneOf(name: string, listed: readonly string[]): boolean {
  return name.endsWith('*') ? listed.some((one) => one.startsWith(name.slice(0, -1))) : listed.includes(name)
}

const listedIn = (...groups: string[]): string[] => groups.flatMap((group) => [...(SHOULD_REACH[group] ?? [])])

describe('what many days must reach', () => {
  it.each([
    // a reason is shown by a history, by the gate, or by who refuses an offer
    ['reason', named.codes, listedIn('reason', 'gate', 'offer refused', 'blocked')],
    ['alert', named.rules, listedIn('alert')],
    ['event', named.events, listedIn('event')],
  ] as const)('has every %s that the guard can give, or says why not', (group, names, listed) => {
    const exceptions = Object.keys(NOT_REACHED[group])
    expect(names.length).toBeGreaterThan(10)
    expect(names.filter((name) => !isOneOf(name, listed) && !exceptions.includes(name))).toEqual([])
    // an exception that is reached, or that nothing gives any more, is none
    expect(exceptions.filter((name) => isOneOf(name, listed) || !names.includes(name))).toEqual([])
  })

  it('finds names however they are written', () => {
    expect(named.codes).toEqual(expect.arrayContaining(['silence-proven', 'meta-*', 'token-unreadable', 'not-before']))
    expect(named.rules).toEqual(expect.arrayContaining(['number-held', 'hold-*']))
    expect(named.events).toEqual(expect.arrayContaining(['retargeted', 'accepted', 'unresolved']))
  })
})
