import { describe, expect, it } from 'vitest'
import type { MessageView } from '../../../durable/domain/message.ts'
import type { AcceptItem } from '../../../durable/package/rpc.ts'
import { sentAnswer } from './sent-view.ts'

const item = { to: '+16505551234', template: null } as AcceptItem
const ended = (status: string, reasons: string[] = [], error: object | null = null) =>
  ({ status, error, wamid: null, timeline: [{ reasons: reasons.map((code) => ({ code })) }] }) as object as MessageView

async function answerOf(view: MessageView) {
  const answer = sentAnswer('wg1', '16505551234', item, view, 'r-1')
  const { error } = await answer.json<{ error: object }>()
  return { status: answer.status, error }
}

describe('a message that ended while its caller waited', () => {
  it.each(['cancelled', 'expired'])(
    '%s is refused for good, with nothing that asks to be tried again',
    async (status) => {
      expect(await answerOf(ended(status))).toEqual({
        status: 400,
        error: {
          message: '(#100) Invalid parameter',
          type: 'OAuthException',
          code: 100,
          error_data: { messaging_product: 'whatsapp', details: `the message was ${status} before it could be sent` },
          fbtrace_id: 'r-1',
        },
      })
    },
  )

  it('has the code of its reason where Graph has one, and Meta’s own where Meta said it', async () => {
    expect((await answerOf(ended('cancelled', ['opted-out']))).error).toMatchObject({
      code: 131050,
      message: '(#131050) User has stopped marketing messages from this business',
    })
    const meta = { code: 131000, title: 'Something went wrong', detail: null }
    expect(await answerOf(ended('failed', [], meta))).toMatchObject({ status: 500, error: { code: 131000 } })
  })
})
