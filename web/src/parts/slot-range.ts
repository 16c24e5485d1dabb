/** From the first slot to the end of the last: each slot is drawn from its beginning on, the one that still fills too. */
export const slotRange = (at: ArrayLike<number>): [number, number] => {
  const first = at[0] ?? 0
  const last = at[at.length - 1] ?? first
  return [first, last + (at[1] === undefined ? 1 : at[1] - first)]
}
