/**
 * A bucket per token in this isolate: `perMinute` requests at once at most, filled evenly. Not shared over isolates:
 * a throttle is there to stop a runaway client, not to bill.
 */
export class Throttle {
  readonly #buckets = new Map<string, { left: number; at: number }>()

  /** 0 = go on; otherwise seconds to wait. */
  take(id: string, perMinute: number, now: number): number {
    const bucket = this.#buckets.get(id) ?? { left: perMinute, at: now }
    const left = Math.min(perMinute, bucket.left + (Math.max(0, now - bucket.at) * perMinute) / 60_000)
    if (left < 1) {
      this.#buckets.set(id, { left, at: now })
      return Math.ceil(((1 - left) * 60) / perMinute)
    }
    if (this.#buckets.size > 10_000) this.#buckets.clear()
    this.#buckets.set(id, { left: left - 1, at: now })
    return 0
  }
}
