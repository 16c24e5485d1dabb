import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

/**
 * Three kinds of test, by name:
 *  *.test.ts         rules, stores and cores on Node (node:sqlite host, virtual clock)
 *  *.worker.test.ts  actors and routes in real workerd with real D1
 *  *.e2e.test.ts     the built product as processes, driven from outside
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['{worker,durable,sandbox,scripts,bench}/**/*.test.ts'],
          exclude: ['**/*.worker.test.ts', '**/*.e2e.test.ts', '**/node_modules/**'],
          environment: 'node',
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            // secrets of the tests alone: 32 bytes of 7, and words
            miniflare: {
              bindings: {
                MASTER_KEY: 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=',
                META_APP_SECRET: 'old-secret, new-secret',
                META_VERIFY_TOKEN: 'verify-me',
                ADMIN_TOKEN: 'admin',
              },
            },
          }),
        ],
        test: { name: 'workers', include: ['{worker,durable}/**/*.worker.test.ts'] },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './sandbox/wrangler.toml' } })],
        test: { name: 'sandbox', include: ['sandbox/**/*.worker.test.ts'] },
      },
      {
        test: {
          name: 'e2e',
          include: ['bench/**/*.e2e.test.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
