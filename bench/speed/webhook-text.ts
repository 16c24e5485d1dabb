import { createHmac } from 'node:crypto'
import type { StatusEvent } from './jobs.ts'
import { postText } from './wire.ts'

/** A webhook with one status in Meta's form, signed, as it goes over the wire. */
export function signedWebhook({ phoneId, wabaId, to, wamid, opaque, status }: StatusEvent, appSecret: string): string {
  const pricing = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' }
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: wabaId,
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: phoneId, phone_number_id: phoneId },
              statuses: [
                {
                  ...{ id: wamid, status, timestamp: String(Math.floor(Date.now() / 1000)) },
                  ...{ recipient_id: to.replace('+', ''), biz_opaque_callback_data: opaque },
                  ...(status === 'read' ? {} : { pricing }),
                },
              ],
            },
          },
        ],
      },
    ],
  })
  const signature = createHmac('sha256', appSecret).update(body).digest('hex')
  return postText('/webhooks/meta', { 'x-hub-signature-256': `sha256=${signature}` }, body)
}
