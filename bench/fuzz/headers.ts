import type { Dice } from './dice.ts'
import { HOST } from './wire.ts'
import type { World } from './world.ts'

/** Mostly one that may; one in seven that may not, or only in part. */
function tokenFor(key: string, world: World, dice: Dice): string {
  const { tokens } = world
  if (dice.chance(15))
    return dice.pick([
      tokens.viewer,
      tokens.operator,
      tokens.sender,
      tokens.limited,
      tokens.limitedAdmin,
      tokens.revoked,
    ])
  return dice.chance(50) || key.includes('api-keys') ? world.adminToken : tokens.admin
}

const SESSION = / \/api\/v1\/session$/

/** Who asks: mostly by bearer token, now and then by a session's cookie from a page of ours. */
export function callerFor(key: string, world: World, dice: Dice): [string, string][] {
  const bearer: [string, string][] = [['authorization', `Bearer ${tokenFor(key, world, dice)}`]]
  if (!dice.chance(SESSION.test(key) ? 80 : 8)) return bearer
  const cookie = dice.pick(key.startsWith('DELETE') && SESSION.test(key) ? world.doomedCookies : world.cookies)
  const page: [string, string][] = [
    ['cookie', dice.chance(10) ? `a=b; ${cookie}; c` : cookie],
    ['origin', `http://${HOST}`],
    ['x-requested-with', 'whats-guard'],
  ]
  return dice.chance(15) ? page.filter(() => dice.chance(60)) : page
}

/** The headers with `wrongs` of the usual abuses done to them. */
export function oddHeaders(headers: [string, string][], wrongs: number, key: string, dice: Dice): [string, string][] {
  let made: [string, string][] = [...headers, ...usual(key, dice)]
  for (let i = 0; i < wrongs; i++) made = abused(made, dice)
  return made
}

function usual(key: string, dice: Dice): [string, string][] {
  // ten tries a minute are enough for one address only
  if (key === 'POST /api/v1/session' && dice.chance(90))
    return [['cf-connecting-ip', `10.${dice.below(256)}.${dice.below(256)}.${dice.below(256)}`]]
  if (key === 'GET /api/v1/live' && dice.chance(50))
    return [
      ['connection', 'Upgrade'],
      ['upgrade', dice.pick(['websocket', 'WebSocket', 'h2c', 'websocket, x'])],
      ['sec-websocket-version', dice.pick(['13', '13', '8', 'x'])],
      ['sec-websocket-key', dice.pick(['dGhlIHNhbXBsZSBub25jZQ==', '', 'x'])],
    ]
  return key.includes('messages') && key.startsWith('POST') && dice.chance(20)
    ? [['idempotency-key', `h${dice.below(500)}`]]
    : []
}

function abused(headers: [string, string][], dice: Dice): [string, string][] {
  const authorization = headers.find(([name]) => name === 'authorization')?.[1] ?? ''
  const others = headers.filter(([name]) => name !== 'authorization')
  const auth = (value: string): [string, string][] => [['authorization', value], ...others]
  switch (dice.below(16)) {
    case 0:
      return others
    case 1:
      return auth(authorization.toLowerCase())
    case 2:
      return auth(
        authorization.replace('Bearer', dice.pick(['bearer', 'BEARER', 'Basic', 'Token', 'Bearer Bearer', ''])),
      )
    case 3:
      return [['authorization', authorization], ...headers]
    case 4:
      return auth(`${authorization}, ${authorization}`)
    case 5:
      return auth(
        dice.pick([
          'Bearer',
          'Bearer ',
          'Bearer x',
          'Bearer wg_',
          'Bearer null',
          'Bearer \xff\xfe',
          `Bearer ${'x'.repeat(513)}`,
        ]),
      )
    case 6:
      return auth(`Bearer   ${authorization.slice(7)}   `)
    case 7:
      return [
        ...headers,
        [
          'idempotency-key',
          dice.pick(['', ' ', 'x'.repeat(256), 'x'.repeat(5000), '\xe9', 'a\tb', '__proto__', '"; x']),
        ],
      ]
    case 8:
      return [...headers, ['x-big', 'b'.repeat(dice.pick([1000, 8000, 60_000]))]]
    case 9:
      return [...headers, ...Array.from({ length: 200 }, (_, i): [string, string] => [`x-${i}`, 'y'])]
    case 10:
      return [...headers, ['accept', dice.pick(['text/html', 'application/xml', '*/*;q=0', ''])]]
    case 11:
      return [
        ...headers,
        ['x-http-method-override', 'DELETE'],
        ['x-forwarded-for', '127.0.0.1'],
        ['x-forwarded-host', 'evil.test'],
      ]
    case 12:
      return [
        ...headers,
        ['x-request-id', '<script>fuzz()</script>'],
        [
          'cookie',
          dice.pick([
            'session=1; __proto__=2',
            '__Host-wg_session=wgs_x',
            `__Host-wg_session=wgs_${'A'.repeat(43)}`,
            '__Host-wg_session',
          ]),
        ],
      ]
    case 13:
      return [...headers, ['origin', 'https://evil.test'], ['sec-fetch-site', 'cross-site']]
    case 14:
      return [...headers, ['range', 'bytes=0-1'], ['if-none-match', '*'], ['if-modified-since', 'x']]
    default:
      return [...headers, ['accept-encoding', dice.pick(['gzip', 'br, gzip', '*'])], ['te', 'trailers']]
  }
}
