import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { oddBody } from './body.ts'
import type { Dice } from './dice.ts'
import { hostileText } from './hostile.ts'
import { jsonText } from './json-text.ts'
import { mutated } from './mutate.ts'
import { encoded } from './path.ts'
import type { Shot } from './shot.ts'
import type { World } from './world.ts'

const FOLDER = join(import.meta.dirname, '..', '..', 'worker', 'webhook', 'testdata')

/** Payloads of the wild, as text; what they name is exchanged for what this run has. */
const PAYLOADS: string[] = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json') && !file.endsWith('manifest.json'))
  .sort()
  .map((file) => readFileSync(join(FOLDER, file), 'utf8'))

/** Words that payloads have for ids: a payload about nobody of ours is only kept. */
const OURS = /"(phone_number_id|wa_id|from|recipient_id|id|waba_id|timestamp|time)":\s*("[^"]*"|\d+)/g

/** What Meta's door may hear: from Meta, from nobody, and from somebody who has the secret and means harm. */
export function webhook(dice: Dice, world: World): Omit<Shot, 'index'> {
  const form = dice.below(20)
  if (form < 3) return handshake(dice, world)
  const text = dice.pick(PAYLOADS).replaceAll(OURS, (whole, name: string) => ours(whole, name, dice, world))
  let tree: unknown = JSON.parse(text)
  for (let i = dice.below(4); i > 0; i--) tree = mutated(tree, dice)
  const one = jsonText(tree)
  const written = dice.chance(3) ? `{"object":"x","entry":[${Array(copiesOf(one)).fill(one).join()}]}` : one
  const body = dice.chance(15) ? oddBody(written, dice) : plain(written)
  const right = `sha256=${createHmac('sha256', world.appSecret).update(body.bytes).digest('hex')}`
  const signature: [string, string][] = form < 17 ? [['x-hub-signature-256', right]] : wrongSignature(right, dice)
  return {
    lane: form < 17 ? 'POST /webhooks/meta signed' : 'POST /webhooks/meta unsigned',
    method: 'POST',
    path: dice.chance(95) ? '/webhooks/meta' : dice.pick(['/webhooks/meta/', '/webhooks/meta?x=1', '/webhooks/Meta']),
    headers: [...signature, ...body.headers],
    body: body.bytes,
    chunked: body.chunked,
  }
}

/** Many, up to a little past what the door takes. */
function copiesOf(text: string): number {
  return Math.max(1, Math.min(300, Math.floor(3_500_000 / text.length)))
}

function plain(text: string) {
  return {
    bytes: Buffer.from(text),
    chunked: false,
    headers: [['content-type', 'application/json']] as [string, string][],
  }
}

/** Only loose numbers: what a forged but signed event says of the calm ones would be held against the guard. */
function ours(whole: string, name: string, dice: Dice, world: World): string {
  const { numbers, wabaId } = dice.pick(world.loose)
  if (name === 'phone_number_id') return `"${name}":"${dice.pick(numbers)}"`
  if (name === 'id' || name === 'waba_id')
    return dice.chance(40) ? `"${name}":"${wabaId}"` : `"${name}":"wamid.fuzz${dice.below(400)}"`
  if (name === 'timestamp')
    return dice.chance(80) ? `"${name}":"${1_795_000_000 + dice.below(1000)}"` : `"${name}":${jsonText(odd(dice))}`
  if (name === 'time')
    return dice.chance(80) ? `"${name}":${1_795_000_000 + dice.below(1000)}` : `"${name}":${jsonText(odd(dice))}`
  return dice.chance(70) ? `"${name}":"49172${String(dice.below(300)).padStart(7, '0')}"` : whole
}

/** Times that are none, as text or number; JSON all the same. */
function odd(dice: Dice): unknown {
  return dice.pick([
    '0',
    '-1',
    '',
    'x',
    '1e20',
    '99999999999999',
    '8640000000001',
    '1795000000.5',
    0,
    -5,
    1e300,
    99999999999999,
    8640000000001,
    null,
    true,
  ])
}

function wrongSignature(right: string, dice: Dice): [string, string][] {
  const values = [
    [],
    [''],
    ['sha256='],
    ['sha1=abc'],
    [`${right}00`],
    [right.slice(0, -1)],
    [right.replace('sha256', 'sha512')],
    [`sha256=${'0'.repeat(64)}`],
    ['\xff'.repeat(71)],
    [`sha256=${'x'.repeat(9000)}`],
  ]
  return dice.pick(values).map((value) => ['x-hub-signature-256', value])
}

function handshake(dice: Dice, world: World): Omit<Shot, 'index'> {
  const token = dice.chance(60) ? world.verifyToken : hostileText(dice)
  const challenge = dice.chance(50) ? '123' : hostileText(dice)
  const parts = [
    `hub.mode=${dice.chance(90) ? 'subscribe' : encoded(hostileText(dice))}`,
    `hub.verify_token=${encoded(token)}`,
    ...(dice.chance(90) ? [`hub.challenge=${encoded(challenge)}`] : []),
    ...(dice.chance(10) ? ['hub.verify_token=x', 'hub.challenge=y'] : []),
  ]
  const method = dice.chance(90) ? 'GET' : dice.pick(['PUT', 'DELETE', 'HEAD', 'OPTIONS'])
  return {
    lane: `${method} /webhooks/meta`,
    method,
    path: `/webhooks/meta?${parts.join('&')}`,
    headers: [],
    body: null,
    chunked: false,
  }
}
