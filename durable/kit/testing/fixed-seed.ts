import fc from 'fast-check'

/** The same cases in each run: what is red here was red where it was written. `FC_SEED=n npx vitest run --project node` looks at others. */
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20_261_122) })
