import { vi } from 'vitest'

/** Waits for what the product does by itself: history follows within 2 s, and a busy machine may take longer. */
export const until = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 10_000, interval: 20 })
