import { Client as GreatDetail, MessageType } from '@great-detail/whatsapp'
import { WhatsAppClient as Kapso } from '@kapso/whatsapp-cloud-api'
import { WhatsAppAPI } from 'whatsapp-api-js'
import { ActionButtons, Body, Button, Document, Interactive, Template, Text } from 'whatsapp-api-js/messages'

/** What a foreign client is asked to do, each in its own words; `sender` is a number's or a package's id. */
export interface Foreign {
  name: string
  template(sender: string, to: string): Promise<Sent>
  text(sender: string, to: string, body: string, replyTo?: string): Promise<Sent>
  buttons(sender: string, to: string): Promise<Sent>
  document(sender: string, to: string, mediaId: string): Promise<Sent>
  read(sender: string, wamid: string): Promise<unknown>
  upload(sender: string, file: Blob): Promise<string>
  lookUp(mediaId: string): Promise<{ url: string; mime_type: string; sha256: string }>
  download(mediaId: string, url: string): Promise<ArrayBuffer>
  remove(mediaId: string): Promise<unknown>
}

/** The parts of Meta's answer that clients look at. */
export interface Sent {
  contacts: { input: string; wa_id: string }[]
  messages: { id: string; message_status?: string }[]
}

const GRAPH = 'https://graph.facebook.com'
const HELLO = { name: 'hello_world', language: { code: 'en_US' } } as const

/** fetch, told the base URL. Its own spelling of members is camelCase: back to Meta's. */
export function kapso(api: string, accessToken: string): Foreign {
  const client = new Kapso({ baseUrl: api, graphVersion: 'v26.0', accessToken })
  const sent = (answer: {
    contacts: { input: string; waId?: string | undefined }[]
    messages: { id: string; messageStatus?: string | undefined }[]
  }): Sent => ({
    contacts: answer.contacts.map((one) => ({ input: one.input, wa_id: one.waId ?? '' })),
    messages: answer.messages.map(({ id, messageStatus }) => ({
      id,
      ...(messageStatus === undefined ? {} : { message_status: messageStatus }),
    })),
  })
  return {
    name: '@kapso/whatsapp-cloud-api',
    template: async (phoneNumberId, to) =>
      sent(await client.messages.sendTemplate({ phoneNumberId, to, template: HELLO })),
    text: async (phoneNumberId, to, body, contextMessageId) =>
      sent(
        await client.messages.sendText({
          ...{ phoneNumberId, to, body },
          ...(contextMessageId === undefined ? {} : { contextMessageId }),
        }),
      ),
    buttons: async (phoneNumberId, to) =>
      sent(
        await client.messages.sendInteractiveButtons({
          ...{ phoneNumberId, to, bodyText: 'Well?' },
          buttons: [{ id: 'y', title: 'Yes' }],
        }),
      ),
    document: async (phoneNumberId, to, id) =>
      sent(await client.messages.sendDocument({ phoneNumberId, to, document: { id, filename: 'a.pdf' } })),
    read: (phoneNumberId, messageId) =>
      client.messages.markRead({ phoneNumberId, messageId, typingIndicator: { type: 'text' } }),
    upload: async (phoneNumberId, file) =>
      (await client.media.upload({ phoneNumberId, type: 'document', file, fileName: 'a.pdf' })).id,
    lookUp: async (mediaId) => {
      const { url, mimeType, sha256 } = await client.media.get({ mediaId })
      return { url, mime_type: mimeType, sha256 }
    },
    download: async (mediaId) => {
      const file = await client.media.download({ mediaId, auth: 'always', as: 'response' })
      if (!(file instanceof Response)) throw new Error('no response')
      return await file.arrayBuffer()
    },
    remove: (mediaId) => client.media.delete({ mediaId }),
  }
}

const contextOf = (replyTo?: string): object => (replyTo === undefined ? {} : { context: { message_id: replyTo } })

/** ky, told the base URL. */
export function greatDetail(api: string, token: string): Foreign {
  const headers = { Authorization: `Bearer ${token}` }
  const client = new GreatDetail({ prefixUrl: api, graphVersion: 'v23.0', request: { headers, retry: 0 } })
  const sent = async (answer: Promise<unknown>): Promise<Sent> => (await answer) as Sent
  return {
    name: '@great-detail/whatsapp',
    template: (phoneNumberID, to) =>
      sent(
        client.message
          .createMessage({ phoneNumberID, to, type: MessageType.Template, template: { ...HELLO, components: [] } })
          .json(),
      ),
    text: (phoneNumberID, to, body, replyTo) =>
      sent(
        client.message
          .createMessage({
            ...{ phoneNumberID, to, type: MessageType.Text, text: { body } },
            // its type names another member than Meta's, and it sends what it is given
            ...contextOf(replyTo),
          })
          .json(),
      ),
    buttons: (phoneNumberID, to) =>
      sent(
        client.message
          .createMessage({
            ...{ phoneNumberID, to, type: MessageType.Interactive },
            interactive: {
              type: 'button',
              body: { text: 'Well?' },
              action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] },
            },
          })
          .json(),
      ),
    document: (phoneNumberID, to, id) =>
      sent(
        client.message
          .createMessage({ phoneNumberID, to, type: MessageType.Document, document: { id, filename: 'a.pdf' } })
          .json(),
      ),
    read: (phoneNumberID, message_id) =>
      client.message
        .createStatus({ phoneNumberID, message_id, status: 'read', typing_indicator: { type: 'text' } })
        .json(),
    upload: async (phoneNumberID, file) =>
      (await client.media.upload({ phoneNumberID, file, filename: 'a.pdf', mimeType: file.type }).json()).id,
    lookUp: (mediaID) => client.media.getURL({ mediaID }).json(),
    download: (_, mediaURL) => client.media.download({ mediaURL, request: { headers } }).arrayBuffer(),
    remove: (mediaID) => client.media.delete({ mediaID }).json(),
  }
}

/** Knows one base URL only, but takes a fetch: that one leads to us. Answers errors as values. */
export function whatsappApiJs(api: string, token: string): Foreign {
  const client = new WhatsAppAPI({
    ...{ token, v: 'v24.0', secure: false },
    ponyfill: {
      fetch: (input: string | URL | Request, init?: RequestInit) => fetch(String(input).replace(GRAPH, api), init),
    },
  })
  const good = async <T>(answer: Promise<unknown>): Promise<T> => {
    const body = (await answer) as { error?: { message: string } }
    if (body.error !== undefined) throw Object.assign(new Error(body.error.message), body.error)
    return body as T
  }
  return {
    name: 'whatsapp-api-js',
    template: (sender, to) => good(client.sendMessage(sender, to, new Template('hello_world', 'en_US'))),
    text: (sender, to, body, replyTo) => good(client.sendMessage(sender, to, new Text(body), replyTo)),
    buttons: (sender, to) =>
      good(
        client.sendMessage(sender, to, new Interactive(new ActionButtons(new Button('y', 'Yes')), new Body('Well?'))),
      ),
    document: (sender, to, id) => good(client.sendMessage(sender, to, new Document(id, true, undefined, 'a.pdf'))),
    read: (sender, wamid) => good(client.markAsRead(sender, wamid, 'text')),
    upload: async (sender, file) => {
      const form = new FormData()
      form.set('file', file, 'a.pdf')
      return (await good<{ id: string }>(client.uploadMedia(sender, form))).id
    },
    lookUp: (mediaId) => good(client.retrieveMedia(mediaId)),
    download: async (_, url) => await (await client.fetchMedia(url)).arrayBuffer(),
    remove: (mediaId) => good(client.deleteMedia(mediaId)),
  }
}

/** The Graph code that a client was refused with, as each of them tells it. */
export async function codeOf(refused: Promise<unknown>): Promise<number> {
  try {
    await refused
  } catch (error) {
    if (typeof error !== 'object' || error === null) throw error
    if ('code' in error && typeof error.code === 'number') return error.code
    if ('response' in error && error.response instanceof Response) {
      const body = (await error.response.json()) as { error: { code: number } }
      return body.error.code
    }
    throw error
  }
  throw new Error('nothing was refused')
}
