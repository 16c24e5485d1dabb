import type { Dice } from './dice.ts'
import { Token } from './json-text.ts'

/** Would run in a page that shows an answer as HTML; looked for in every answer. */
export const SCRIPT = '<script>fuzz()</script>'

/** Put in as a number's token; no answer may ever hold it. */
export const SECRET = 'EAAGfuzz-must-never-come-out'

export const PROTOTYPE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'then',
]

const TEXTS: readonly string[] = [
  '',
  ' ',
  '\t\r\n',
  'null',
  'undefined',
  'true',
  '0',
  '-1',
  '1e999',
  'NaN',
  '[object Object]',
  SCRIPT,
  `"><img src=x onerror=fuzz()>${SCRIPT}`,
  "' OR 1=1 --",
  "'); DROP TABLE messages; --",
  '%',
  '_%\\',
  '{{7*7}}#{7*7}',
  '../../../../etc/passwd',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data',
  'http://[::1]:1/',
  'javascript:fuzz()',
  '\u202egnp.exe\u202c',
  '\u200b\u200d\u2060\ufeff',
  'e\u0301\u0301\u0301\u0301\u0301',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\ud83d\ude00\ud83c\uff0f',
  '𝟙𝟚𝟛',
  '١٢٣٤٥٦',
  'İıſK',
  'ﷺ',
  '\uffff\ufffe',
  '2026-13-45T99:99:99Z',
  '2026-02-30T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '2026-01-01T00:00:00+23:59',
  '2026-06-30T23:59:60Z',
  '+',
  '+0',
  '+1',
  '+1650555123',
  '+16505551234567890123',
  '0016505551234',
  '+1 (650) 555-1234',
  'US.13491208655302741918',
  'us.x',
  'US.ENT.',
  'Europe/Nowhere',
  'UTC\u0000',
  ...PROTOTYPE_NAMES,
]

/** Tokens: what a JSON text may hold and a program seldom expects, and some that it may not. */
const TOKENS: readonly string[] = [
  '0',
  '-0',
  '-0.0',
  '1',
  '-1',
  '0.5',
  '1e-7',
  '5e-324',
  '1e308',
  '1e999',
  '-1e999',
  '2147483647',
  '2147483648',
  '4294967296',
  '9007199254740991',
  '9007199254740993',
  '-9007199254740993',
  '8640000000000',
  '8640000000001',
  '123456789012345678901234567890',
  '0.1e1',
  '1E+2',
  'true',
  'false',
  'null',
  '{}',
  '[]',
  '[[]]',
  '[null]',
  '{"":{}}',
  '{"length":-1}',
  '{"toString":1,"valueOf":2}',
  '{"__proto__":{"x":1}}',
  '{"toJSON":"x"}',
  '"\\ud800"',
  '"\\u0000"',
  '"\\u202e"',
  // no JSON
  'NaN',
  'Infinity',
  'undefined',
  '01',
  '+1',
  '.5',
  "'a'",
  '0x10',
  '"\\x41"',
  '"a\nb"',
  '[1,]',
  '{"a":1,}',
]

export function hostileText(dice: Dice): string {
  const form = dice.below(20)
  if (form === 0)
    return dice.pick(['x', 'é', '😀', '\u0301', '"', '\\']).repeat(dice.pick([65, 201, 513, 4097, 20_000]))
  if (form === 3 || form === 4) return dice.pick(PROTOTYPE_NAMES)
  if (form === 1) return dice.pick(TEXTS) + dice.pick(TEXTS)
  if (form === 2) return String.fromCharCode(...Array.from({ length: 1 + dice.below(12) }, () => dice.below(65_536)))
  return dice.pick(TEXTS)
}

export function hostileValue(dice: Dice): unknown {
  const form = dice.below(20)
  if (form < 9) return new Token(dice.pick(TOKENS))
  if (form < 18) return hostileText(dice)
  if (form === 18) return nested(dice.pick([20, 31, 32, 33, 200, 5000]), dice.chance(50))
  return Array.from({ length: dice.pick([21, 201, 1001]) }, () => dice.pick(['x', 1, null]))
}

function nested(depth: number, lists: boolean): Token {
  return new Token(lists ? '['.repeat(depth) + ']'.repeat(depth) : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)
}

/** A name that no schema has, or that every object has. */
export function hostileName(dice: Dice): string {
  return dice.chance(60)
    ? dice.pick(PROTOTYPE_NAMES)
    : dice.pick(['', ' ', 'x'.repeat(300), '\ud800', 'a.b', 'ID', '0', '$ne', 'é'])
}

/** An id that is nobody's, or hardly one. */
export function hostileId(dice: Dice): string {
  const form = dice.below(6)
  if (form === 0) return 'x'.repeat(dice.pick([64, 65, 300, 4000]))
  if (form === 1) return `msg_${'0'.repeat(dice.below(40))}`
  if (form === 2)
    return dice.pick(['.', '..', '*', '-', '0', '-1', 'null', 'undefined', 'pkg_.msg_', 'a.b.c.d', '::', '~'])
  return hostileText(dice)
}
