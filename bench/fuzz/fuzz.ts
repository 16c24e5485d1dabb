import type { OpenApiDocument } from '../../worker/http/testing/expect-openapi.ts'
import { cutByDoor, type Flaw, flawsOf, isDoor } from './check.ts'
import type { Lane } from './request.ts'
import { type Shot, shown } from './shot.ts'
import type { Answer, Wire } from './wire.ts'

export interface Tally {
  requests: number
  serverErrors: number
  schemaMismatches: number
  /** ms */
  slowest: number
  /** answers by status; `door` = refused by workerd before our code, `cut` = a connection that ended without an answer */
  statuses: Record<string, number>
  /** 503 with Retry-After, which the contract allows: counted, and shown with their reason */
  unavailable: number
  /** lanes of the document that were driven, with how many of their answers were a success */
  successes: Map<string, number>
  /** ms that answers of a lane took, in all */
  spent: Map<string, number>
}

export function newTally(): Tally {
  return {
    requests: 0,
    serverErrors: 0,
    schemaMismatches: 0,
    slowest: 0,
    statuses: {},
    unavailable: 0,
    successes: new Map(),
    spent: new Map(),
  }
}

/** Slower than this is told, though it is no error. */
const SLOW_MS = 5000

interface Options {
  wire: Wire
  document: OpenApiDocument
  adminToken: string
  say: (line: string) => void
}

/** Fires requests over several connections, checks every answer, and takes away again what they created. */
export class Fuzzer {
  readonly tally = newTally()
  readonly #options: Options
  readonly #told = new Set<string>()

  constructor(options: Options) {
    this.#options = options
  }

  /** Requests from..to-1 of the generator, `connections` at a time. */
  async run(make: (index: number) => Shot, from: number, to: number, connections: number): Promise<void> {
    let next = from
    const lane = async (): Promise<void> => {
      while (next < to) await this.#one(make(next++))
    }
    await Promise.all(Array.from({ length: connections }, lane))
  }

  async #one(shot: Shot): Promise<void> {
    const answer = await this.shoot(shot)
    if (answer?.status === 201) await this.#undo(shot, answer)
  }

  /** One request and all that is to be said about its answer; null when there was none. */
  async shoot(shot: Shot): Promise<Answer | null> {
    const { tally } = this
    const { wire, document } = this.#options
    tally.requests += 1
    const answer = await this.#sent(wire, shot)
    if (answer === null) return null
    tally.slowest = Math.max(tally.slowest, answer.ms)
    const status = isDoor(shot.method, answer) ? 'door' : String(answer.status)
    tally.statuses[status] = (tally.statuses[status] ?? 0) + 1
    tally.successes.set(shot.lane, (tally.successes.get(shot.lane) ?? 0) + (answer.status < 300 ? 1 : 0))
    tally.spent.set(shot.lane, (tally.spent.get(shot.lane) ?? 0) + answer.ms)
    if (answer.ms > SLOW_MS) this.#tell('slow', shot.lane.split(' ')[0] ?? '', `${Math.round(answer.ms)} ms`, shot)
    for (const flaw of flawsOf(document, shot, answer)) this.#count(flaw, shot)
    return answer
  }

  /** A kept connection may have been closed while it lay idle, which is nobody's fault: on a new one an answer must come. */
  async #sent(wire: Wire, shot: Shot): Promise<Answer | null> {
    let last: unknown
    for (const connection of ['kept', 'new'] as const)
      try {
        return await wire.send(shot, connection)
      } catch (error) {
        last = error
      }
    this.tally.statuses['cut'] = (this.tally.statuses['cut'] ?? 0) + 1
    if (cutByDoor(shot, last)) return null
    this.#count({ kind: 'serverError', what: `${shot.lane}: no answer, ${String(last)}` }, shot)
    return null
  }

  #count(flaw: Flaw, shot: Shot): void {
    if (flaw.kind === 'serverError') this.tally.serverErrors += 1
    else if (flaw.kind === 'schemaMismatch') this.tally.schemaMismatches += 1
    else this.tally.unavailable += 1
    this.#tell(
      flaw.kind,
      flaw.what
        .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, '#')
        .split('\n')[0]
        ?.slice(0, 160) ?? '',
      flaw.what,
      shot,
    )
  }

  /** The first of each kind, with what is needed to see it again. */
  #tell(kind: string, key: string, what: string, shot: Shot): void {
    if (this.#told.has(kind + key)) return
    this.#told.add(kind + key)
    this.#options.say(`${kind} at ${shot.index}: ${what}\n  ${shown(shot)}`)
  }

  /** What a request made is taken away at once: thousands of packages would be another test than this. */
  async #undo(shot: Shot, answer: Answer): Promise<void> {
    const made: { id?: string } = JSON.parse(answer.body.toString())
    const list = /^\/api\/v1\/(?:packages\/[^/]+\/)?(packages|profiles|api-keys)/.exec(shot.path)?.[1]
    if (made.id === undefined || list === undefined) return
    const undo: Shot = {
      index: shot.index,
      lane: `DELETE /api/v1/${list}/{id}`,
      method: 'DELETE',
      path: `/api/v1/${list}/${encodeURIComponent(made.id)}`,
      headers: [['authorization', `Bearer ${this.#options.adminToken}`]],
      body: null,
      chunked: false,
    }
    this.tally.requests -= 1
    await this.shoot(undo)
  }
}

/** Meta's door, which the generator knocks at beside the document's lanes: what has the signature, and the handshake. */
const DOORS = ['POST /webhooks/meta signed', 'GET /webhooks/meta']

/** Routes of the document and ways through Meta's door that no request reached, or none with success: a hole in the generator. */
export function unreached(lanes: readonly Lane[], tally: Tally): string[] {
  return [...lanes.map((lane) => `${lane.method} ${lane.template}`), ...DOORS].filter(
    (key) => (tally.successes.get(key) ?? 0) === 0 && key !== 'GET /api/v1/live',
  )
}

/** The lanes that took most of the time, for whoever wants the run to be faster. */
export function dearest(tally: Tally, most: number): string {
  const sorted = [...tally.spent].sort((a, b) => b[1] - a[1]).slice(0, most)
  return sorted.map(([lane, ms]) => `${lane} ${Math.round(ms)} ms`).join(', ')
}
