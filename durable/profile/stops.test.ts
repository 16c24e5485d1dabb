import { describe, expect, it } from 'vitest'
import type { Hold } from '../domain/hold.ts'
import { SYSTEM } from '../domain/reason.ts'
import { PACKAGE, Stage } from './testing/stage.ts'

/** Of the stage's account, until a time. */
const ACCOUNT: Omit<Hold, 'since' | 'until'> = {
  key: 'waba:waba:368',
  subject: { kind: 'waba', id: 'waba' },
  code: '368',
  reach: 'all',
  class: 'integrity',
  autoResume: 'time',
  detail: 'the account is restricted',
}

/** [able again, able again as far as it is the number's own business], in ms from the snapshot. */
async function told(stage: Stage): Promise<unknown> {
  const { at, eligibleAt, ownEligibleAt } = await stage.profile.snapshot()
  return [eligibleAt, ownEligibleAt].map((one) => (typeof one === 'number' ? one - at : one))
}

describe('when a number may send again, as its package is told', () => {
  it('a pause of the package or of everything says nothing of the number itself', async () => {
    const stage = await new Stage().open()
    expect(await told(stage)).toEqual([0, undefined])
    await stage.profile.applyPackagePause(PACKAGE, 1, true)
    expect(await told(stage)).toEqual([null, 0])
    await stage.profile.applyPackagePause(PACKAGE, 2, false)
    await stage.profile.applySwitch(1, true, 'called off')
    expect(await told(stage)).toEqual([null, 0])
  })

  it('its own stop is told beside it', async () => {
    const stage = await new Stage().open()
    await stage.profile.applySwitch(1, true, null)
    await stage.profile.pause('trouble', SYSTEM)
    expect(await told(stage)).toEqual([null, null])
    await stage.profile.resume(null, SYSTEM)
    expect(await told(stage)).toEqual([null, 0])
  })
})

describe('when a stop ends, as dashboards are told', () => {
  it('stands in the status and in the event of the state', async () => {
    const stage = await new Stage().open()
    const until = stage.now + 3_600_000
    await stage.profile.applyHolds(1, [{ ...ACCOUNT, since: stage.now, until }])
    await stage.run(2_000)
    const told = { state: 'quarantined', eligibleAt: until }
    expect(await stage.profile.status()).toMatchObject(told)
    expect(stage.world.feed.findLast(({ type }) => type === 'profile')?.data).toMatchObject(told)
  })

  it('is null while the number can send and where only a person ends it', async () => {
    const stage = await new Stage().open()
    expect((await stage.profile.status()).eligibleAt).toBeNull()
    await stage.profile.pause('trouble', SYSTEM)
    await stage.run(2_000)
    expect((await stage.profile.status()).eligibleAt).toBeNull()
    expect(stage.world.feed.findLast(({ type }) => type === 'profile')?.data).toMatchObject({
      state: 'paused',
      eligibleAt: null,
    })
  })
})
