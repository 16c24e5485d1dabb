import { describe, expect, it } from 'vitest'
import { accepted, CALLER, item } from './testing/scene.ts'
import { stage } from './testing/stage.ts'

describe('accepting', () => {
  it('binds a message at once to a profile with credit, and the profile takes it', async () => {
    const scene = await stage(['1', '2'])
    const [result] = await scene.package.accept([item('+491')], CALLER)
    const answer = accepted(result)
    expect(answer).toMatchObject({ status: 'queued', profileId: '1' })
    await scene.pass(1000)
    expect(scene.profile('1').taken).toEqual([{ id: answer.id, epoch: 1, userKey: '+491' }])
    expect(scene.row(answer.id)).toMatchObject({ state: 'bound', epoch: 1, profile_id: '1' })
    expect(scene.world.faults).toEqual([])
    expect(scene.world.d1.rows('SELECT id, status, profile_id FROM messages')).toEqual([
      { id: answer.id, status: 'queued', profile_id: '1' },
    ])
  })
})
