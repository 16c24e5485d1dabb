import { describe, expect, it } from 'vitest'
import { subscribeApp } from './client.ts'
import { sendMessage } from './send.ts'
import { meta, target } from './testing/meta-answers.ts'

const whose = { ...target, token: 'EAAGm0PX4ZCpsBAKZCd1' }
const answer = {
  status: 400,
  json: {
    error: { code: 190, message: `Malformed access token ${whose.token}`, error_data: { details: whose.token } },
  },
}

describe('a token that Meta repeats', () => {
  it('comes no further than the call that it was used for', async () => {
    const sent = await sendMessage(
      meta(answer).host,
      whose,
      { content: '{"type":"text"}', to: '+15550001', opaque: 'wg1.1.mac' },
      false,
    )
    const called = await subscribeApp(meta(answer).host, whose)
    expect(sent.outcome).toMatchObject({ code: 190, title: 'Malformed access token [access token]' })
    expect(called).toMatchObject({ code: 190, detail: '[access token]' })
    expect(JSON.stringify([sent, called])).not.toContain(whose.token)
  })

  it('that is a word like others leaves the answer as it is', async () => {
    const short = await subscribeApp(meta({ json: { success: true } }).host, { ...target, token: 'success' })
    expect(short.ok).toBe(true)
  })
})
