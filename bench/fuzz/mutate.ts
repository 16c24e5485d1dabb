import type { Dice } from './dice.ts'
import { hostileName, hostileText, hostileValue, PROTOTYPE_NAMES } from './hostile.ts'
import { jsonText, Members, membersOf, Token } from './json-text.ts'

/** The tree with one thing about it changed, somewhere. The given tree stays as it is. */
export function mutated(tree: unknown, dice: Dice): unknown {
  return changedAt(tree, dice.pick(placesIn(tree)), dice)
}

/** Where to: the index of a member or element for each level. */
type Place = readonly number[]

const MOST_PLACES = 300

/** Every place of a tree. A tag comes four times: it decides which code looks at the rest. */
function placesIn(tree: unknown): Place[] {
  const places: Place[] = []
  const walk = (value: unknown, place: Place, name: string): void => {
    if (places.length >= MOST_PLACES) return
    for (let i = name === 'type' ? 4 : 1; i > 0; i--) places.push(place)
    const inside = Array.isArray(value) ? value.map((one) => ['', one] as const) : (membersOf(value) ?? [])
    for (const [i, [own, one]] of inside.entries()) walk(one, [...place, i], own)
  }
  walk(tree, [], '')
  return places
}

function changedAt(tree: unknown, [at, ...rest]: Place, dice: Dice): unknown {
  const members = membersOf(tree)
  if (at === undefined) return changedHere(tree, members, dice)
  if (Array.isArray(tree)) return tree.map((value: unknown, i) => (i === at ? changedAt(value, rest, dice) : value))
  return new Members(
    (members ?? []).map(([name, value], i) => [name, i === at ? changedAt(value, rest, dice) : value] as const),
  )
}

function changedHere(tree: unknown, members: (readonly [string, unknown])[] | null, dice: Dice): unknown {
  const form = dice.below(10)
  if (typeof tree === 'string' && form === 0) return dice.pick(PROTOTYPE_NAMES)
  if (form < 4 || (members === null && !Array.isArray(tree) && form < 6)) return hostileValue(dice)
  if (form === 9) return dice.chance(50) ? [tree] : { value: tree }
  if (members !== null) return changedMembers(members, form, dice)
  if (Array.isArray(tree)) {
    if (form < 7) return [...tree, ...tree]
    return form === 7 ? Array.from({ length: timesOf(tree[0], dice.pick([21, 1001])) }, () => tree[0]) : []
  }
  if (typeof tree === 'string')
    return form < 8 ? tree + hostileText(dice) : tree.repeat(timesOf(tree, dice.pick([0, 2, 1000])))
  if (typeof tree === 'number')
    return new Token(dice.pick([`${tree}.5`, `-${Math.abs(tree)}`, `"${tree}"`, `${tree}e0`, String(tree + 1)]))
  return hostileValue(dice)
}

function changedMembers(members: (readonly [string, unknown])[], form: number, dice: Dice): Members {
  const at = dice.below(Math.max(1, members.length))
  if (form < 6) return new Members(members.filter((_, i) => i !== at))
  if (form === 6) return new Members([...members, [hostileName(dice), hostileValue(dice)]])
  const [name, value] = members[at] ?? ['', null]
  if (form === 7) return new Members([...members, [name, dice.chance(50) ? value : hostileValue(dice)]])
  return new Members(members.map((one, i) => (i === at ? [hostileName(dice), one[1]] : one)))
}

/** Repeated within what is repeated, a body would soon be larger than the machine's memory. */
function timesOf(value: unknown, wanted: number): number {
  return Math.min(wanted, Math.ceil(300_000 / jsonText(value).length))
}
