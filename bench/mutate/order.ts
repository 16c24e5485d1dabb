import type { Mutant } from './instrument.ts'
import type { Learnt } from './protocol.ts'
import { DAYS } from './targets.ts'

/** Of the tests that reach a mutant so many are asked, and all beside its source; who lives then is listed as alive. */
const ASKED = 120
/** And of simulated days, which are slow and mostly reach the same, so many at most. */
const DAYS_ASKED = 6
/** More than any score of a file: the scores of its mutants add up to their number at most. */
const NEAR = 1e6
const BESIDE = 1e9

/**
 * Which tests are asked of each mutant: first those beside its source, then those of its folder, first what reaches what few tests reach in that
 * file. A test that only passes through, as most do, has little to say of it. Depends on the coverage alone, so that the
 * same sources and tests give the same verdicts on any machine.
 */
export function testsToAsk(mutants: readonly Mutant[], learnt: Learnt): (id: number) => number[] {
  const byFile = new Map<string, Map<number, number>>()
  for (const { id, file } of mutants) {
    const tests = learnt.reached[id] ?? []
    const scores = byFile.get(file) ?? new Map<number, number>()
    for (const place of tests) scores.set(place, (scores.get(place) ?? 0) + 1 / tests.length)
    byFile.set(file, scores)
  }
  for (const [file, scores] of byFile) {
    const beside = `${file.replace(/\.ts$/, '.test.ts')} > `
    const folder = file.slice(0, file.lastIndexOf('/') + 1)
    for (const [place, score] of scores) {
      const name = learnt.tests[place]?.name ?? ''
      if (name.startsWith(beside)) scores.set(place, BESIDE)
      else if (name.startsWith(folder)) scores.set(place, score + NEAR)
    }
  }
  return (id) => {
    const scores = byFile.get(mutants[id]?.file ?? '')
    const isDay = (place: number) => learnt.tests[place]?.name.startsWith(DAYS) === true
    const places = [...(learnt.reached[id] ?? [])].sort(
      (a, b) => (scores?.get(b) ?? 0) - (scores?.get(a) ?? 0) || a - b,
    )
    const tests = places
      .filter((place) => !isDay(place))
      .filter((place, i) => i < ASKED || scores?.get(place) === BESIDE)
    return [...tests, ...places.filter(isDay).slice(0, DAYS_ASKED)]
  }
}
