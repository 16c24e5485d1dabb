/**
 * Randomness that depends only on (seed, n): the n-th request of a run draws the same numbers again after a restart
 * and in the next run, which is what makes a fault list repeatable.
 * @returns a generator of numbers in [0, 1), mulberry32
 */
export function randomFor(seed: number, n: number): () => number {
  let state = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(n | 0, 0x85ebca6b)) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A whole number in [min, max], both included. */
export function between(random: () => number, [min, max]: readonly [number, number]): number {
  return min + Math.floor(random() * (max - min + 1))
}

/** 32-bit FNV-1a, for figures derived from an id. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
