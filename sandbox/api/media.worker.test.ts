import { SELF } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import { codeOf, control, graph, post } from '../testing.ts'
import { hex } from '../webhooks/sign.ts'

beforeEach(async () => {
  await control('reset', {})
  await control('config', { webhookUrl: '' })
})

const form = (file: Blob | string = new Blob(['%PDF-1'], { type: 'application/pdf' })): FormData => {
  const made = new FormData()
  made.set('messaging_product', 'whatsapp')
  made.set('file', file)
  return made
}
const upload = (body: FormData, number = '555', token = 'token-1') =>
  graph(`${number}/media`, { method: 'POST', body }, token)
const uploaded = async (body: FormData, number = '555', token = 'token-1'): Promise<string> =>
  ((await (await upload(body, number, token)).json()) as { id: string }).id

describe('media', () => {
  it('goes up, is looked up, comes down byte by byte, and is gone when deleted', async () => {
    // more than one piece of storage
    const piece = crypto.getRandomValues(new Uint8Array(65_536))
    const large = new Blob(
      Array.from({ length: 20 }, () => piece),
      { type: 'image/jpeg' },
    )
    const id = await uploaded(form(large))
    expect(id).toMatch(/^\d{16}$/)
    const found = (await (await graph(id)).json()) as { url: string; [key: string]: unknown }
    expect(found).toMatchObject({ messaging_product: 'whatsapp', id, mime_type: 'image/jpeg', file_size: large.size })
    expect(found.url).toMatch(/^http:\/\/sandbox\/whatsapp_business\/attachments\/\?mid=/)
    const headers = { authorization: 'Bearer token-1', 'user-agent': 'test' }
    const file = await SELF.fetch(found.url, { headers })
    expect(file.headers.get('content-type')).toBe('image/jpeg')
    const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
    expect(hex(digest)).toBe(found['sha256'])
    expect(hex(await crypto.subtle.digest('SHA-256', await large.arrayBuffer()))).toBe(found['sha256'])
    expect(await (await graph(id, { method: 'DELETE' })).json()).toEqual({ success: true })
    expect(await codeOf(await graph(id, { method: 'DELETE' }))).toBe(100)
  })

  it('is for the token that uploaded it, and for those of its account', async () => {
    await graph('777/subscribed_apps', { method: 'POST' }, 'token-2')
    await control('numbers/555', { wabaId: '777' })
    const id = await uploaded(form())
    expect((await graph(id, {}, 'token-2')).status).toBe(200)
    expect(await codeOf(await graph(id, {}, 'token-3'))).toBe(100)
    expect(await codeOf(await graph(`${id}?phone_number_id=556`))).toBe(100)
    expect((await graph(`${id}?phone_number_id=555`)).status).toBe(200)
  })

  it('is not given without a name of the client, a token, or the whole URL', async () => {
    const { url } = (await (await graph(await uploaded(form()))).json()) as { url: string }
    const get = async (at: string, headers: Record<string, string>) => {
      const answer = await SELF.fetch(at, { headers })
      await answer.text()
      return answer.status
    }
    const whole = { authorization: 'Bearer token-1', 'user-agent': 'test' }
    expect(await get(url, whole)).toBe(200)
    expect(await get(url, { authorization: 'Bearer token-1' })).toBe(400)
    expect(await get(url, { 'user-agent': 'test' })).toBe(401)
    expect(await get(url.replace(/hash=./, 'hash=x'), whole)).toBe(404)
    expect(await get(url.replace(/ext=\d+/, 'ext=1'), whole)).toBe(404)
  })

  it('refuses what Meta refuses', async () => {
    expect(await codeOf(await upload(form(new Blob(['x'], { type: 'text/html' }))))).toBe(100)
    expect(await codeOf(await upload(form('no file')))).toBe(100)
    expect(await codeOf(await upload(form(new Blob([new Uint8Array(600_000)], { type: 'image/webp' }))))).toBe(131053)
    expect(await codeOf(await graph('555/media', { method: 'POST', body: '{}' }))).toBe(100)
    const bare = new FormData()
    bare.set('file', new Blob(['x'], { type: 'text/plain' }))
    expect(await codeOf(await upload(bare))).toBe(100)
    expect((await graph('555/media?messaging_product=whatsapp', { method: 'POST', body: bare })).status).toBe(200)
  })

  it('of another number cannot be sent, wherever a message shows it', async () => {
    const id = await uploaded(form())
    for (const phoneNumberId of ['555', '556'])
      await control('inbound', { phoneNumberId, from: '+16505551234', text: 'hi' })
    const own = { type: 'document', document: { id }, template: undefined }
    expect((await post('555', own)).status).toBe(200)
    expect(await codeOf(await post('556', own))).toBe(131009)
    const header = { type: 'document', document: { id } }
    const interactive = {
      type: 'button',
      header,
      body: { text: 'b' },
      action: { buttons: [{ type: 'reply', reply: { id: '1', title: 'y' } }] },
    }
    expect(await codeOf(await post('556', { type: 'interactive', interactive, template: undefined }))).toBe(131009)
  })

  it('that a user sent is made by control', async () => {
    await graph('9555/subscribed_apps', { method: 'POST' })
    const { id } = await control<{ id: string }>('media', { phoneNumberId: '555', mimeType: 'image/png', text: 'png' })
    expect(await (await graph(id)).json()).toMatchObject({ id, mime_type: 'image/png', file_size: 3 })
  })
})
