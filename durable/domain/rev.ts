/**
 * rev = epoch x 2^32 + n. The epoch rises with each change of a message's owner, n with each change by that owner;
 * D1 takes a row only when its rev is higher than the one it holds (architecture.md, Projection).
 */
const SPAN = 2 ** 32

export function revOf(epoch: number, n: number): number {
  return epoch * SPAN + n
}
