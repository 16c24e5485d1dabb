/** One request, ready for the wire. */
export interface Shot {
  index: number
  /** the route as the document has it, for example `POST /api/v1/packages/{id}/messages`, or what else this is */
  lane: string
  method: string
  /** path and query, as they are sent */
  path: string
  headers: [string, string][]
  body: Buffer | null
  /** sent without an announced length */
  chunked: boolean
}

/** The request as a person can read and repeat it. */
export function shown(shot: Shot): string {
  const headers = shot.headers.slice(0, 20).map(([name, value]) => `${name}: ${short(value, 200)}`)
  const body = shot.body === null ? '' : `\n  ${short(JSON.stringify(shot.body.toString('utf8')), 2000)}`
  return `${shot.method} ${short(shot.path, 500)}\n  ${headers.join('\n  ')}${shot.chunked ? '\n  (chunked)' : ''}${body}`
}

function short(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`
}
