/** What the parent asks of a judge, and what it hears. A judge that stays silent is ended and its mutant counts as endless. */
export type Ask =
  | { do: 'learn' }
  | { do: 'judge'; ids: number[]; learnt: Learnt }
  /** mutants of what runs while a module loads: the judge has one of them in force from its start */
  | { do: 'judge-loaded'; id: number; learnt: Learnt }

export type Verdict = 'killed' | 'endless' | 'survived' | 'unreached'

export type Heard =
  | { kind: 'learnt'; learnt: Learnt }
  /** -1: still at work on what comes before the mutants */
  | { kind: 'begun'; id: number }
  | { kind: 'judged'; id: number; verdict: Verdict; by: string | null }
  /** the test that killed it fails afterwards too: this process is spoilt */
  | { kind: 'spoilt'; id: number }
  | { kind: 'done' }

/** What one run without a mutant showed. */
export interface Learnt {
  tests: { name: string; ms: number /** of instrumented places */; passes: number }[]
  /** names of tests that fail or take too long here, and why: they kill nothing */
  unfit: { name: string; why: string }[]
  /** mutant -> places in `tests` of those that reach it */
  reached: Record<number, number[]>
  /** reached while modules were loaded */
  atLoad: number[]
}
