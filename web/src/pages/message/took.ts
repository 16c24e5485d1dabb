import { span } from '../../words/time.ts'

/** How long a short thing took: `298 ms`, `1.8 s`, `2 min 4 s`. Answers of Meta are told apart by milliseconds. */
export const took = (ms: number): string => (ms < 950 ? `${Math.max(0, Math.round(ms))} ms` : span(ms))
