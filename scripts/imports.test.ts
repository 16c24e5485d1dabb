import { describe, expect, it } from 'vitest'
import { checkFile } from './imports.ts'

const what = (path: string, text: string): readonly string[] => checkFile(path, text).map((finding) => finding.what)

describe('the import arrows', () => {
  it.each([
    ['durable/domain/plan.ts', "import { a } from '../kit/alarm.ts'"],
    ['durable/domain/plan.ts', "import * as z from 'cloudflare:workers'"],
    ['durable/profile/store.ts', "import { a } from '../../worker/db/keys.ts'"],
    ['durable/profile/store.ts', "import { messages } from '../../migrations/schema.ts'"],
    ['worker/http/app.ts', "import { messages } from '../../migrations/schema.ts'"],
    ['worker/http/app.ts', "export { Ledger } from '../../sandbox/ledger.ts'"],
    ['worker/contract/wire.ts', "import { offer } from '../../durable/profile/rpc.ts'"],
    ['sandbox/ledger.ts', "const meta = await import('../durable/meta/client.ts')"],
    ['sandbox/ledger.test.ts', "import '../durable/meta/client.ts'"],
    ['worker/http/app.worker.test.ts', "import { judge } from '../../sandbox/judge/caps.ts'"],
    ['web/src/main.tsx', "import {\n  app,\n} from '../../worker/http/app.ts'"],
    ['migrations/schema.ts', "import type { Row } from '../durable/projection/message.ts'"],
    ['bench/simulate/judge-pace.ts', "import { capInForce } from '../../durable/domain/windows.ts'"],
    ['bench/simulate/ledger.ts', "import { type A, a } from '../../durable/package/rpc.ts'"],
    ['bench/simulate/checker.ts', "import { simulate } from './simulate.ts'"],
  ])('stop %s: %s', (path, text) => {
    expect(what(path, text)).toHaveLength(1)
  })

  it.each([
    ['durable/domain/plan.ts', "import { window } from './window.ts'"],
    ['durable/projection/message.ts', "import { messages } from '../../migrations/schema.ts'"],
    ['worker/db/keys.ts', "import { keys } from '../../migrations/schema.ts'"],
    ['worker/contract/wire.ts', "import type { Offer } from '../../durable/profile/rpc.ts'"],
    ['worker/http/app.worker.test.ts', "import { messages } from '../../migrations/schema.ts'"],
    ['web/src/main.tsx', "import { wire } from '../../worker/contract/wire.ts'"],
    ['worker/http/app.ts', "import { Hono } from 'hono'"],
    ['bench/simulate/ledger.ts', "import type { AcceptItem } from '../../durable/package/rpc.ts'"],
    ['bench/simulate/judge-ends.ts', "import type { Found } from './collect.ts'"],
    ['bench/simulate/simulate.ts', "import { ProfileCore } from '../../durable/profile/core.ts'"],
    ['durable/profile/store.ts', "// import { a } from '../../worker/db/keys.ts'\nexport const a = 1"],
  ])('let %s: %s', (path, text) => {
    expect(what(path, text)).toEqual([])
  })
})

describe('the purity of durable/domain', () => {
  it.each(['Date.now()', 'Math.random()', 'new Date()', 'fetch(url)', 'setTimeout(run, 5)', 'crypto.randomUUID()'])(
    'forbids %s',
    (expression) => {
      expect(what('durable/domain/rule.ts', `export const a = (): unknown => ${expression}`)).toHaveLength(1)
      expect(what('durable/kit/host.ts', `export const a = (): unknown => ${expression}`)).toEqual([])
    },
  )

  it('lets a rule speak of clocks in comments, take instants, and be tested with anything', () => {
    expect(what('durable/domain/rule.ts', '/** not Date.now() */\nexport const a = new Date(now)')).toEqual([])
    expect(what('durable/domain/rule.test.ts', 'const now = Date.now()')).toEqual([])
  })

  it('names the line', () => {
    expect(checkFile('durable/domain/rule.ts', '/* a\n b */\n\nconst a = Math.random()')).toMatchObject([{ line: 4 }])
  })
})
