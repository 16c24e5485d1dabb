import { describe, expect, it } from 'vitest'
import { lossOf, stopOf } from './loss.ts'

const of = (numbers: number, open?: number) => ({
  profileIds: Array.from({ length: numbers }, (_, index) => String(index)),
  live: open === undefined ? null : { open },
})

describe('stopOf', () => {
  it('says what a pause stops of none, one and many', () => {
    expect(stopOf(of(0))).toMatch(/^It has no numbers yet; /)
    expect(stopOf(of(1))).toMatch(/^Nothing leaves its number until /)
    expect(stopOf(of(12))).toMatch(/^Nothing leaves any of its 12 numbers until /)
    expect([0, 1, 2].map((open) => stopOf(of(1, open)).split('called back.')[1])).toEqual([
      '',
      ' 1 message is open now.',
      ' 2 messages are open now.',
    ])
  })
})

describe('lossOf', () => {
  it('says what is lost of none, one and many', () => {
    expect(lossOf(of(0))).toMatch(/^It has no numbers. No message is open. /)
    expect(lossOf(of(1, 1))).toMatch(/^Its number leaves the guard; .* 1 message that is still open is cancelled; /)
    expect(lossOf(of(2, 2))).toMatch(
      /^Its 2 numbers leave the guard; .* 2 messages that are still open are cancelled; /,
    )
  })
})
