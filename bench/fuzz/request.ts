import { oddBody, plainBody } from './body.ts'
import { type Dice, diceOf } from './dice.ts'
import { faceMessage, uploadBody } from './face.ts'
import { Maker, type Named, type Schema } from './from-schema.ts'
import { callerFor, oddHeaders } from './headers.ts'
import { jsonText } from './json-text.ts'
import { message } from './messages.ts'
import { mutated } from './mutate.ts'
import { pathOf, queryText } from './path.ts'
import { nameOf, tamed } from './safe.ts'
import type { Shot } from './shot.ts'
import { stray } from './stray.ts'
import { webhook } from './webhook.ts'
import type { World } from './world.ts'

/** The parts of the published document that requests are made of. */
export interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

export interface Published {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

export interface Lane {
  method: string
  template: string
  operation: Operation
}

/** How often a route comes, where it is not twice: where messages come in more, what asks every actor or Meta less. */
const WEIGHTS: Readonly<Record<string, number>> = {
  'POST /api/v1/packages/{id}/messages': 10,
  'POST /api/v1/packages/{id}/messages/batch': 4,
  'GET /api/v1/messages': 4,
  'PATCH /api/v1/messages/{id}': 4,
  'POST /{version}/{senderId}/messages': 4,
  'POST /api/v1/packages/{id}/profiles': 1,
  'POST /api/v1/packages/{id}/templates/sync': 1,
  'POST /api/v1/profiles/{id}/reconnect': 1,
  'POST /api/v1/settings/test-connection': 1,
  'DELETE /api/v1/packages/{id}': 1,
  'DELETE /api/v1/profiles/{id}': 1,
  'DELETE /api/v1/recipients/{address}': 1,
  'GET /api/v1/diagnostics': 1,
  'GET /metrics': 1,
}

/** Requests by seed and index: the same two, and the same world, give the same request. */
export class Generator {
  readonly #seed: number
  readonly #world: World
  readonly #maker: Maker
  readonly lanes: Lane[]
  readonly #deck: Lane[]

  constructor(seed: number, world: World, published: Published) {
    this.#seed = seed
    this.#world = world
    this.#maker = new Maker(published.components.schemas, seed)
    // Meta's door is knocked at by webhook.ts: what is made of the document has no signature
    const paths = Object.entries(published.paths).filter(([template]) => template !== '/webhooks/meta')
    this.lanes = paths.flatMap(([template, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), template, operation })),
    )
    this.#deck = this.lanes.flatMap((lane) =>
      Array.from({ length: WEIGHTS[`${lane.method} ${lane.template}`] ?? 2 }, () => lane),
    )
  }

  /** Request `index`. One in ten goes to Meta's door, one in thirty past every route. */
  shot(index: number): Shot {
    const dice = diceOf(this.#seed, index)
    const form = dice.below(60)
    if (form < 6) return { index, ...webhook(dice, this.#world) }
    if (form < 8) return { index, ...stray(dice, this.#world, this.lanes) }
    return { index, ...this.#route(dice.pick(this.#deck), index, dice) }
  }

  /** A third right in every part, a third with one thing wrong, a third with several. */
  #route(lane: Lane, index: number, dice: Dice): Omit<Shot, 'index'> {
    const world = this.#world
    const wrongs = dice.pick([0, 1, dice.below(4) + 1])
    const parts = new Map<string, number>()
    const open = [
      'path',
      'query',
      'headers',
      ...(lane.operation.requestBody === undefined ? [] : ['body', 'body', 'body', 'bytes']),
    ]
    for (let i = 0; i < wrongs; i++) {
      const part = dice.pick(open)
      parts.set(part, (parts.get(part) ?? 0) + 1)
    }
    const key = `${lane.method} ${lane.template}`
    const named = nameOf(key, world, dice, index)
    const path = pathOf(lane, named, parts.get('path') ?? 0, dice)
    const query = queryText(lane, this.#maker, named, parts.get('query') ?? 0, world, dice)
    const body = this.#body(lane, key, named, parts, dice)
    const caller = callerFor(key, world, dice)
    const bytes = body === null ? null : body.bytes
    return {
      lane: key,
      method: lane.method,
      path: path + query,
      headers: oddHeaders([...caller, ...(body?.headers ?? [])], parts.get('headers') ?? 0, key, dice),
      body: bytes,
      chunked: body?.chunked ?? false,
    }
  }

  #body(lane: Lane, key: string, named: Named, parts: Map<string, number>, dice: Dice) {
    if (lane.template.endsWith('/media')) return uploadBody(dice)
    const schema = lane.operation.requestBody?.content['application/json']?.schema
    if (schema === undefined) return dice.chance(3) ? oddBody('{"a":1}', dice) : null
    let tree: unknown = this.#value(key, schema, named, dice)
    for (let i = parts.get('body') ?? 0; i > 0; i--) tree = mutated(tree, dice)
    const text = tamed(key, jsonText(tree))
    return parts.has('bytes') ? oddBody(text, dice) : plainBody(text)
  }

  #value(key: string, schema: Schema, named: Named, dice: Dice): unknown {
    if (key.endsWith('/{senderId}/messages')) return faceMessage(dice, this.#world)
    if (key.endsWith('/{id}/messages')) return message(dice, this.#world)
    if (key.endsWith('/messages/batch')) {
      const length = dice.chance(1) ? dice.pick([1000, 1001]) : 1 + dice.below(4)
      const some = Array.from({ length: Math.min(length, 4) }, () =>
        dice.chance(20) ? mutated(message(dice, this.#world), dice) : message(dice, this.#world),
      )
      return { messages: Array.from({ length }, (_, i) => some[i % some.length]) }
    }
    if (key.startsWith('PATCH /api/v1/messages') && dice.chance(50)) {
      const { guard: _, ...bare } = message(dice, this.#world)
      return {
        message: bare,
        ...(dice.chance(50) ? { sendAt: dice.pick(['2089-01-01T12:00:00Z', '9999-12-31T23:59:59Z']) } : {}),
      }
    }
    return this.#maker.make(schema, dice, named)
  }
}
