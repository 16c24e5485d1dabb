import type { Dice } from './dice.ts'
import type { Maker, Named } from './from-schema.ts'
import { hostileId, hostileName, hostileText } from './hostile.ts'
import { jsonText } from './json-text.ts'
import type { Lane } from './request.ts'
import type { World } from './world.ts'

/** The path of a route with its parameters filled in; `wrongs` of them, or of the path itself, made odd. */
export function pathOf(lane: Lane, named: Named, wrongs: number, dice: Dice): string {
  let path = lane.template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = wrongs > 0 && dice.chance(70) ? hostileId(dice) : String(named(`path:${name}`))
    return encoded(value)
  })
  for (let i = 0; i < wrongs; i++) if (dice.chance(50)) path = oddPath(path, dice)
  return path
}

/** Percent-encoding that also takes what encodeURIComponent refuses: lone surrogates go as the bytes they would be. */
export function encoded(text: string): string {
  return [...Buffer.from(text.isWellFormed() ? text : `${text.toWellFormed()}\ufffd`)]
    .map((byte) => {
      const char = String.fromCharCode(byte)
      return /[A-Za-z0-9_.~-]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`
    })
    .join('')
}

function oddPath(path: string, dice: Dice): string {
  const parts = path.split('/')
  const at = 1 + dice.below(parts.length - 1)
  const put = (text: string): string => parts.map((part, i) => (i === at ? text : part)).join('/')
  const here = parts[at] ?? ''
  switch (dice.below(12)) {
    case 0:
      return `${path}/`
    case 1:
      return put(`/${here}`)
    case 2:
      return put(`${here}%2F..%2F${here}`)
    case 3:
      return put(`../${here}`)
    case 4:
      return put(`%2e%2e/${here}`)
    case 5:
      return put(`${here}%00`)
    case 6:
      return put(here.toUpperCase())
    case 7:
      return put(`${here}%`)
    case 8:
      return put(`${here}%ff%fe`)
    case 9:
      return put(`${here};a=b`)
    case 10:
      return put(`${here}%ED%A0%80`)
    default:
      return put([...here].map((char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`).join(''))
  }
}

/** The query of a route: required parameters, some of the others, and `wrongs` oddities. With its question mark. */
export function queryText(lane: Lane, maker: Maker, named: Named, wrongs: number, world: World, dice: Dice): string {
  const parts: string[] = []
  for (const { name, in: place, required, schema } of lane.operation.parameters ?? []) {
    if (place !== 'query' || !(required === true || dice.chance(25))) continue
    const value = name === 'cursor' ? cursorFor(lane, world, dice) : maker.make(schema, dice, named, name)
    parts.push(`${name}=${encoded(typeof value === 'string' ? value : jsonText(value))}`)
  }
  for (let i = 0; i < wrongs; i++) parts.push(oddQuery(lane, world, parts, dice))
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

function oddQuery(lane: Lane, world: World, parts: string[], dice: Dice): string {
  const names = (lane.operation.parameters ?? []).flatMap((one) => (one.in === 'query' ? [one.name] : []))
  const name = names.length > 0 && dice.chance(80) ? dice.pick(names) : encoded(hostileName(dice))
  switch (dice.below(9)) {
    case 0:
      return parts.length > 0 ? dice.pick(parts) : `${name}=1&${name}=2`
    case 1:
      return `${name}[]=1&${name}[a]=2`
    case 2:
      return name
    case 3:
      return `${name}=%ff%fe`
    case 4:
      return `${name}=%`
    case 5:
      return `limit=${encoded(dice.pick(['0', '-1', '201', '1e2', '0x10', '9007199254740993', 'NaN', 'Infinity', '', ' 5 ', '5.0', '١']))}`
    case 6:
      return `cursor=${encoded(oddCursor(world, dice))}`
    default:
      return `${name}=${encoded(hostileText(dice))}`
  }
}

function cursorFor(lane: Lane, world: World, dice: Dice): string {
  const ending = lane.template.split('/').at(-1) ?? ''
  const [, own] = Object.entries(world.cursors).find(([path]) => path.endsWith(`/${ending}`)) ?? []
  return dice.pick(own ?? allCursors(world))
}

function allCursors(world: World): string[] {
  return Object.values(world.cursors).flat()
}

/** A cursor of another list, one with a byte changed, or one made by somebody who knows what is inside. */
function oddCursor(world: World, dice: Dice): string {
  const cursor = dice.pick(allCursors(world))
  const form = dice.below(4)
  if (form === 0) return cursor
  if (form === 1) {
    const at = dice.below(cursor.length)
    return cursor.slice(0, at) + dice.pick(['A', '_', '=', ' ', '+', '']) + cursor.slice(at + 1)
  }
  const inside = dice.pick([
    '[]',
    '{}',
    'null',
    '[1]',
    '[1,2]',
    '["1","2"]',
    '[1,"x"]',
    '[-1,""]',
    '[9007199254740991,"z"]',
    '[1e999,"x"]',
    '[8640000000000001,"x"]',
    '["","\\u0000"]',
    '["\\ud800","\\udfff"]',
    '["routes","x"]',
    '["queue","[1,2,3]"]',
    '["queue","{}"]',
    '["routes","-1"]',
    '[{"__proto__":1},"x"]',
    JSON.stringify([dice.below(10), hostileText(dice)]),
    JSON.stringify([hostileText(dice), hostileText(dice)]),
  ])
  return form === 2 ? Buffer.from(inside).toString('base64url') : Buffer.from(inside, 'utf16le').toString('base64')
}
