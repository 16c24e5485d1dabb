import type { Core } from '../core.ts'
import { hash32 } from '../random.ts'
import type { MediaState } from '../store/media.ts'
import type { Answer, Call, MediaFile, Refusal } from '../types.ts'
import { graphError, json } from './errors.ts'

/** A media URL is good for so long (Meta: media page, Dec 2025). */
const URL_MS = 300_000

/** Where Meta's own look-up points to, at another host of theirs. */
export const DOWNLOAD_PATH = '/whatsapp_business/attachments/'

/** Keeps a file under a new id. `tokenHash` null = a user sent it. */
export function keepMedia(core: Core, phoneNumberId: string, tokenHash: string | null, file: MediaFile): MediaState {
  const n = core.nextMedia()
  const state: MediaState = {
    // as Meta's: sixteen digits and no order in them
    id: `${(hash32(`${core.epoch()}:media:${n}`) % 9_000_000_000) + 1_000_000_000}${String(n % 1_000_000).padStart(6, '0')}`,
    phoneNumberId,
    tokenHash,
    mimeType: file.mimeType,
    sha256: file.sha256,
    size: file.bytes.length,
    secret: crypto.randomUUID().replaceAll('-', ''),
  }
  core.media.put(state, file.bytes)
  return state
}

/** `POST /{phone number id}/media`. */
export function answerUpload(core: Core, call: Call, file: MediaFile | Refusal | undefined): Answer {
  if (file === undefined) return graphError(100, 'A file is required', call.id)
  if ('code' in file) return graphError(file.code, file.details, call.id)
  return json(200, { id: keepMedia(core, call.id, call.tokenHash, file).id })
}

/** `GET` and `DELETE /{media id}`, with `?phone_number_id=` only for a file of that number. */
export function answerMedia(core: Core, call: Call): Answer {
  const media = core.media.get(call.id)
  const asked = call.query['phone_number_id']
  if (media === null || !mayUse(core, media, call.tokenHash)) return unknown(call)
  if (asked !== undefined && asked !== media.phoneNumberId)
    return graphError(100, 'The media does not belong to this phone number', call.id)
  if (call.method === 'DELETE') {
    core.media.delete(media.id)
    return json(200, { success: true })
  }
  const ext = Math.floor((core.now() + URL_MS) / 1000)
  return json(200, {
    messaging_product: 'whatsapp',
    url: `${call.origin}${DOWNLOAD_PATH}?mid=${media.id}&ext=${ext}&hash=${media.secret}`,
    mime_type: media.mimeType,
    sha256: media.sha256,
    file_size: media.size,
    id: media.id,
  })
}

/** The file behind a media URL: only with a token that may, before the URL has expired, and to a client that names itself. */
export function answerDownload(core: Core, call: Call): Answer {
  const media = core.media.get(call.query['mid'] ?? '')
  const expires = Number(call.query['ext'] ?? 0) * 1000
  if (media === null || call.query['hash'] !== media.secret || expires < core.now())
    return { ...json(404, null), contentType: 'text/plain', body: 'URL signature expired' }
  if (!mayUse(core, media, call.tokenHash)) return graphError(190, 'No access to this media', call.id)
  return { ...json(200, null), contentType: media.mimeType, body: '', bytes: core.media.bytes(media.id) }
}

/** The token that uploaded it, and any that was seen with the account of its number. */
function mayUse(core: Core, media: MediaState, tokenHash: string | null): boolean {
  if (tokenHash === null) return false
  const { wabaId } = core.world.number(media.phoneNumberId, null)
  return tokenHash === media.tokenHash || core.world.wabaOfToken(tokenHash) === wabaId
}

/** Graph's words for an object that the token cannot see. */
function unknown(call: Call): Answer {
  const message = `Unsupported ${call.method.toLowerCase()} request. Object with ID '${call.id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`
  return json(400, {
    error: { message, type: 'GraphMethodException', code: 100, error_subcode: 33, fbtrace_id: 'sandbox' },
  })
}
