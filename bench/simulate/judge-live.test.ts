import { describe, expect, it } from 'vitest'
import type { MessageView } from '../../durable/domain/message.ts'
import { BareHost } from '../../durable/kit/testing/bare-host.ts'
import { World } from '../../durable/kit/testing/world.ts'
import { Bench } from './checker.ts'
import { Cover } from './cover.ts'
import { Dice } from './dice.ts'
import { Fleet } from './fleet.ts'
import { newLedger } from './ledger.ts'
import { Probe } from './probe.ts'
import { restartPackages } from './quiet.ts'
import { scenarioOf } from './scenario.ts'

const START = 1_700_000_000_000
const PACKAGE = 'pkg_aaaaaaaaaa'

function newBench(): Bench {
  return new Bench(newLedger(START), () => 7)
}

describe('the judge, as it happens', () => {
  /** What is said of a row that goes to D1 at `rev` while its owner holds it at `held`. */
  async function projected(rev: number, held: number): Promise<Bench['verdict']> {
    const bench = newBench()
    const host = Object.assign(new BareHost(), { project: async () => {} })
    const view = { id: 'm1', direction: 'out', status: 'sent' } as MessageView
    let hands = (): Promise<void> => Promise.reject(new Error('nobody projects'))
    new Probe(bench, new Cover(START, false), new Dice(1, 6)).actor('profile', '101', host, (mine) => {
      hands = () => mine.project({ messages: [{ ...view, rev }] })
      return { message: async () => ({ ...view, rev: held }) }
    })
    await hands()
    return bench.verdict
  }

  it('sees d1-never-leads: a row that its owner has not stored yet', async () => {
    expect(await projected(2, 2)).toEqual({ violations: [], judged: { 'd1-never-leads': 1 } })
    expect(await projected(1, 2)).toMatchObject({ violations: [] })
    expect((await projected(3, 2)).violations).toMatchObject([{ rule: 'd1-never-leads' }])
  })

  /** A package with a message that no number could send, which a restart looks at again, or not. */
  async function restarted(looksAgain: boolean): Promise<Bench['verdict']> {
    const world = new World(
      {},
      {
        package: ({ sql }) => {
          if (looksAgain) sql.run("UPDATE messages SET state = 'bound', target = '101'")
          return { wake: async () => {} }
        },
      },
    )
    const sql = world.sql('package', PACKAGE)
    sql.run('CREATE TABLE messages (id TEXT, state TEXT, target TEXT)')
    sql.run("INSERT INTO messages VALUES ('m1', 'parked', '~101,102')")
    const scenario = { ...scenarioOf(1), packages: [PACKAGE] }
    const bench = newBench()
    await restartPackages({ world, fleet: new Fleet(scenario, bench.ledger, {} as never, START) }, bench)
    world.close()
    return bench.verdict
  }

  it('sees needless-wait: what goes by a restart had nothing to wait for', async () => {
    expect(await restarted(false)).toEqual({ violations: [], judged: { 'needless-wait': 1 } })
    expect((await restarted(true)).violations).toMatchObject([{ rule: 'needless-wait' }])
  })
})
