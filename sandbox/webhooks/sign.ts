const encoder = new TextEncoder()

/** @returns `sha256=<hex>`, the value of `X-Hub-Signature-256` over exactly these bytes */
export async function sign(secret: string, body: BufferSource): Promise<string> {
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ])
  return `sha256=${hex(await crypto.subtle.sign('HMAC', key, body))}`
}

/** Hex of SHA-256. */
export async function sha256(bytes: BufferSource): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', bytes))
}

export function hex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Escapes everything outside ASCII, as the bytes of Meta's webhooks come. */
export function escapeUnicode(text: string): string {
  return text.replaceAll(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
