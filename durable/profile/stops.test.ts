import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { PACKAGE, Stage } from './testing/stage.ts'

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
