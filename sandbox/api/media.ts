import { ledgerOf } from '../env.ts'
import type { MediaFile, Refusal } from '../types.ts'
import { hex } from '../webhooks/sign.ts'
import { callOf, type GraphContext, manage, respond } from './graph.ts'

/** What Meta takes (Meta: media page, Dec 2025), with the most bytes of each; a document is kept smaller here than the 100 MB there. */
const LIMITS: Readonly<Record<string, number>> = {
  'audio/aac': 16e6,
  'audio/amr': 16e6,
  'audio/mpeg': 16e6,
  'audio/mp4': 16e6,
  'audio/ogg': 16e6,
  'image/jpeg': 5e6,
  'image/png': 5e6,
  'image/webp': 5e5,
  'video/3gp': 16e6,
  'video/mp4': 16e6,
  'text/plain': 25e6,
  'application/pdf': 25e6,
  'application/msword': 25e6,
  'application/vnd.ms-excel': 25e6,
  'application/vnd.ms-powerpoint': 25e6,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 25e6,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 25e6,
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 25e6,
}

/** `POST /{version}/{phone number id}/media`: one file as form data. */
export async function upload(c: GraphContext): Promise<Response> {
  const file = await fileOf(c)
  return respond(await ledgerOf(c.env).manage(await callOf(c, 'media', null), file))
}

/** `GET` of the URL that a look-up named. A client without a User-Agent is turned away, as at Meta. */
export function download(c: GraphContext): Promise<Response> | Response {
  if ((c.req.header('user-agent') ?? '') === '')
    return new Response('<html><title>Error</title></html>', { status: 400 })
  return manage(c, 'media_download')
}

/** `DELETE /{version}/{media id}`. */
export function remove(c: GraphContext): Promise<Response> {
  return manage(c, 'media_id')
}

async function fileOf(c: GraphContext): Promise<MediaFile | Refusal> {
  let form: FormData
  try {
    form = await c.req.formData()
  } catch {
    return { code: 100, details: 'The body is no form data' }
  }
  const product = form.get('messaging_product') ?? c.req.query('messaging_product')
  if (product !== 'whatsapp') return { code: 100, details: 'messaging_product is required' }
  const file = form.get('file')
  if (file === null || typeof file === 'string') return { code: 100, details: 'file is required' }
  const mimeType = (file.type || String(form.get('type') ?? '')).split(';')[0]?.trim() ?? ''
  const most = LIMITS[mimeType]
  if (most === undefined)
    return { code: 100, details: `Param file must be a file with one of the known types, not ${mimeType}` }
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (bytes.length > most) return { code: 131053, details: `The file has more than ${most} bytes` }
  return { mimeType, bytes, sha256: hex(await crypto.subtle.digest('SHA-256', bytes)) }
}
