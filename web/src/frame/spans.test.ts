import { describe, expect, it } from 'vitest'
import { SPANS, spanOf } from './spans.ts'

describe('spanOf', () => {
  it('takes what it knows and nothing else', () => {
    expect(SPANS.map(spanOf)).toEqual(SPANS)
    expect([undefined, '', '5h', ['6h']].map(spanOf)).toEqual([undefined, undefined, undefined, undefined])
  })
})
