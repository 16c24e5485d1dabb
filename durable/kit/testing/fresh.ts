import { reset } from 'cloudflare:test'
import { afterAll, vi } from 'vitest'

/** Files share a workerd, and leave nothing behind for the next: no object, no row, no instance, nothing replaced. */
afterAll(async () => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  await reset()
})
