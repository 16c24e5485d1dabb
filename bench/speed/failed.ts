/** A check of a run that did not hold: the run has no figure, only these words. */
export class Failed extends Error {}

/** Fails the run unless `holds`. */
export function check(holds: boolean, what: () => string): void {
  if (!holds) throw new Failed(what())
}
