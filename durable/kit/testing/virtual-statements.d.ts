/** What statementsIn() finds in durable/ and worker/, read on Node (vitest.config.ts): workerd has no files. */
declare module 'virtual:statements' {
  export const STATEMENTS: import('./statements.ts').Statement[]
}
