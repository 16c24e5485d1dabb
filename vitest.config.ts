import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that share a workerd see what the ones before left there: always in the same order. */
class ByPath extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1))
  }
}

const DAYS = 'bench/simulate/simulate.test.ts'

/** The product in workerd, with secrets of the tests alone: 32 bytes of 7, and words. */
const product = () =>
  cloudflareTest({
    wrangler: { configPath: './wrangler.toml' },
    miniflare: {
      bindings: {
        MASTER_KEY: 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=',
        META_APP_SECRET: 'old-secret, new-secret',
        META_VERIFY_TOKEN: 'verify-me',
        ADMIN_TOKEN: 'admin',
      },
    },
  })

const STATEMENTS = 'virtual:statements'

/** The SQL texts of the source, for tests in workerd, which has no files. Read when such a test asks. */
const statements = () => ({
  name: STATEMENTS,
  resolveId: (id: string) => (id === STATEMENTS ? `\0${STATEMENTS}` : undefined),
  load: async (id: string) => {
    if (id !== `\0${STATEMENTS}`) return undefined
    const { statementsIn } = await import('./durable/kit/testing/statements.ts')
    return `export const STATEMENTS = ${JSON.stringify(statementsIn(['durable', 'worker']).statements)}`
  },
})

/**
 * Three kinds of test, by name, and the simulated days, which `npm test` runs beside the others:
 *  *.test.ts         rules, stores and cores on Node (node:sqlite host, virtual clock)
 *  *.worker.test.ts  actors and routes in real workerd with real D1; files share a workerd, which is emptied after each
 *  *.e2e.test.ts     the built product as processes, driven from outside
 */
export default defineConfig({
  test: {
    // the default leaves one core idle
    maxWorkers: 2,
    sequence: { sequencer: ByPath },
    projects: [
      {
        test: {
          name: 'node',
          // nothing here keeps state in a module: files of one worker share what they import
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: ['{worker,durable,sandbox,scripts,bench,web}/**/*.test.ts'],
          exclude: ['**/*.worker.test.ts', '**/*.e2e.test.ts', '**/node_modules/**', DAYS],
          setupFiles: ['durable/kit/testing/fixed-seed.ts'],
          environment: 'node',
        },
      },
      {
        plugins: [product(), statements()],
        test: {
          name: 'workers',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: ['{worker,durable}/**/*.worker.test.ts'],
          isolate: false,
          setupFiles: ['durable/kit/testing/fresh.ts'],
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './sandbox/wrangler.toml' } })],
        test: {
          name: 'sandbox',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: ['sandbox/**/*.worker.test.ts'],
          isolate: false,
          setupFiles: ['durable/kit/testing/fresh.ts'],
        },
      },
      { test: { name: 'days', include: [DAYS], environment: 'node' } },
      {
        test: {
          name: 'e2e',
          include: ['bench/**/*.e2e.test.ts'],
          environment: 'node',
          // they mostly wait: for cooldowns, restarts and pages
          maxWorkers: 3,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
