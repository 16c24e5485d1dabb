import type { Dice } from './dice.ts'
import { hostileText } from './hostile.ts'
import { encoded } from './path.ts'
import type { Lane } from './request.ts'
import type { Shot } from './shot.ts'
import type { World } from './world.ts'

const PATHS = [
  '/',
  '/api',
  '/api/',
  '/api/v1',
  '/api/v2/packages',
  '/api/v1/packages//messages',
  '//evil.test/api/v1/packages',
  '/api/v1/..%2f..%2fhealthz',
  '/API/V1/PACKAGES',
  '/healthz/',
  '/healthz?x=1',
  '/api/openapi.json',
  '/api/docs',
  '/.env',
  '/metrics',
  '/v26.0/1/messages',
  '/v26.0',
  '/v26.0/me',
  '/v26/1/messages',
  '/v26.0/../../api/v1/packages',
  '/v26.0/1/media/../../x',
  '/api/v1/toString',
  '/__proto__',
  '/webhooks/meta/x',
]

/** What no route takes: paths of nobody, and methods that a path does not have. */
export function stray(dice: Dice, world: World, lanes: Lane[]): Omit<Shot, 'index'> {
  const path = dice.chance(50)
    ? dice.pick(lanes).template.replaceAll(/\{\w+\}/g, world.calm.packageId)
    : dice.pick(PATHS)
  const odd = dice.chance(20) ? `${path}/${encoded(hostileText(dice))}` : path
  const template = dice.chance(50) ? 'stray path' : 'stray method'
  const method =
    template === 'stray path'
      ? 'GET'
      : dice.pick(['PUT', 'DELETE', 'PATCH', 'POST', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'])
  // a method that a route does have is that route's business, with ids that may not be touched
  const taken = lanes.some((lane) => lane.method === method && matches(lane.template, odd))
  const asked = taken && method !== 'GET' ? 'OPTIONS' : method
  return {
    lane: template,
    method: asked,
    path: odd,
    headers: [['authorization', `Bearer ${dice.chance(80) ? world.adminToken : 'wg_x'}`]],
    body: asked === 'POST' || asked === 'PUT' ? Buffer.from('{}') : null,
    chunked: false,
  }
}

function matches(template: string, path: string): boolean {
  const wanted = template.split('/')
  const given = path.split(/[?]/)[0]?.split('/') ?? []
  return wanted.length === given.length && wanted.every((part, i) => part.startsWith('{') || part === given[i])
}
