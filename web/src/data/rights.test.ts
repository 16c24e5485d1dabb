import { describe, expect, it } from 'vitest'
import { allows } from './rights.ts'
import type { Session } from './wire.ts'

const session = (role: Session['role'], packageIds: Session['packageIds'] = null): Session => ({
  actor: { kind: 'session', id: 's', name: 's' },
  role,
  packageIds,
  expiresAt: '2026-11-22T00:00:00Z',
})

describe('allows', () => {
  it('lets a viewer look and nothing else', () => {
    const viewer = session('viewer')
    expect(allows(viewer, 'read')).toBe(true)
    for (const right of ['operate', 'send', 'admin'] as const) expect(allows(viewer, right)).toBe(false)
  })

  it('keeps what concerns everything from a session of some packages', () => {
    expect(allows(session('operator', ['p1']), 'operate')).toBe(true)
    expect(allows(session('operator', ['p1']), 'operate', true)).toBe(false)
    expect(allows(session('operator'), 'operate', true)).toBe(true)
  })
})
