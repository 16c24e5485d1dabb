import fc from 'fast-check'
import type { Dice } from './dice.ts'

/** The words of JSON Schema that the published document uses. */
export interface Schema {
  $ref?: string
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  pattern?: string
  format?: string
}

/** A value for a member by its name where the schema cannot know one: ids and addresses of the run; undefined = none. */
export type Named = (name: string) => unknown

/** Makes values that fit a published schema. */
export class Maker {
  readonly #schemas: Record<string, Schema>
  readonly #seed: number
  readonly #texts = new Map<string, string[]>()

  constructor(schemas: Record<string, Schema>, seed: number) {
    this.#schemas = schemas
    this.#seed = seed
  }

  make(schema: Schema, dice: Dice, named: Named, name = ''): unknown {
    if (schema.$ref !== undefined) return this.make(this.#resolved(schema.$ref), dice, named, name)
    if (schema.const !== undefined) return schema.const
    if (schema.enum !== undefined) return dice.pick(schema.enum)
    const forms = schema.anyOf ?? schema.oneOf
    if (forms !== undefined) return this.make(dice.pick(forms), dice, named, name)
    if (schema.type === 'object') return this.#object(schema, dice, named)
    if (schema.type === 'array') return this.#array(schema, dice, named, name)
    if (schema.type === 'string') return named(name) ?? this.#text(schema, dice)
    if (schema.type === 'number' || schema.type === 'integer') return number(schema, dice)
    if (schema.type === 'boolean') return dice.chance(50)
    if (schema.type === 'null') return null
    return named(name) ?? dice.pick(['any', 1, true, null, { any: 1 }, [1]])
  }

  #resolved(ref: string): Schema {
    const found = this.#schemas[ref.replace('#/components/schemas/', '')]
    if (found === undefined) throw new Error(`the document has no ${ref}`)
    return found
  }

  #object(schema: Schema, dice: Dice, named: Named): Record<string, unknown> {
    const made: Record<string, unknown> = {}
    for (const [name, member] of Object.entries(schema.properties ?? {}))
      if (schema.required?.includes(name) === true || dice.chance(35)) made[name] = this.make(member, dice, named, name)
    const rest = schema.additionalProperties
    if (typeof rest === 'object' && schema.properties === undefined)
      for (let i = dice.below(3); i > 0; i--) made[`k${i}`] = this.make(rest, dice, named)
    return made
  }

  #array(schema: Schema, dice: Dice, named: Named, name: string): unknown[] {
    const least = schema.minItems ?? 0
    const length = Math.min(schema.maxItems ?? 1000, dice.chance(1) ? 1000 : least + dice.below(3))
    return Array.from({ length }, () => this.make(schema.items ?? {}, dice, named, name))
  }

  #text(schema: Schema, dice: Dice): string {
    if (schema.format === 'date-time') return instant(dice)
    if (schema.format === 'uri')
      return dice.pick(['https://example.com/a', 'https://example.com:8443/b/', 'http://127.0.0.1:1'])
    if (schema.pattern !== undefined) return dice.pick(this.#matching(schema.pattern))
    const least = schema.minLength ?? 0
    const most = schema.maxLength ?? 100
    const length = dice.chance(5) ? Math.min(most, 5000) : Math.min(most, least + dice.below(12))
    return dice.pick(['a', 'Word ', 'é', '漢']).repeat(length).slice(0, length)
  }

  #matching(pattern: string): string[] {
    let texts = this.#texts.get(pattern)
    if (texts === undefined) {
      texts = fc.sample(fc.stringMatching(new RegExp(pattern)), { seed: this.#seed, numRuns: 40 })
      this.#texts.set(pattern, texts)
    }
    return texts
  }
}

/** Written in the year's middle and far from now on both sides: what is generated must not depend on the clock. */
function instant(dice: Dice): string {
  if (dice.chance(5))
    return dice.pick(['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00+12:00'])
  const year = dice.pick([1971, 2020, 2024, 2026, 2027, 2030, 2089, 9998])
  return `${year}-0${1 + dice.below(9)}-1${dice.below(10)}T0${dice.below(10)}:00:00${dice.pick(['Z', '.000Z', '+05:30'])}`
}

function number(schema: Schema, dice: Dice): number {
  const least = schema.minimum ?? -1000
  const most = schema.maximum ?? 1000
  const form = dice.below(6)
  if (form === 0) return least
  if (form === 1) return most
  const between = least + dice.below(Math.max(1, Math.min(1000, Math.floor(most - least))))
  return schema.type === 'number' && form === 2 ? Math.min(most, between + 0.25) : between
}
