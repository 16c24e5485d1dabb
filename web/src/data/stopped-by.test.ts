import { describe, expect, it } from 'vitest'
import { stoppedBy } from './stopped-by.ts'
import type { Package } from './wire.ts'

const live = (globalPaused: boolean): NonNullable<Package['live']> => ({
  paused: false,
  pausedReason: null,
  globalPaused,
  backlog: { total: 0, high: 0, normal: 0, low: 0, scheduled: 0, bytes: 0 },
  handedOver: 0,
  open: 0,
})

describe('stoppedBy', () => {
  it('goes by those that answer', () => {
    expect(stoppedBy([{ live: null }, { live: live(true) }])).toBe(true)
    expect(stoppedBy([{ live: live(false) }, { live: null }])).toBe(false)
  })

  it('is not known while none answers, which is no word that sending is on', () => {
    expect(stoppedBy([{ live: null }, { live: null }])).toBeUndefined()
  })
})
