import fc from 'fast-check'

/**
 * fast-check with the same seed every time, at most so many runs, and no shrinking: a mutant that dies of fewer runs dies
 * of more, and one that lives here is listed though the whole test might catch it.
 */
const RUNS = 20

const limited = { ...fc }
export default Object.assign(limited, {
  assert: (property: Parameters<typeof fc.assert>[0], given: Parameters<typeof fc.assert>[1] = {}) =>
    fc.assert(property, { ...given, seed: 1, numRuns: Math.min(given.numRuns ?? 100, RUNS), endOnFailure: true }),
})
