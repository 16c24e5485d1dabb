import type { Fuzzer } from './fuzz.ts'
import type { Generator } from './request.ts'
import type { Shot } from './shot.ts'
import type { World } from './world.ts'

const PER_MINUTE = 40

/** The last requests with one token and a throttle set: the rest of them are refused, and that refusal is checked too. */
export async function throttled(
  fuzzer: Fuzzer,
  generator: Generator,
  world: World,
  from: number,
  to: number,
): Promise<void> {
  await fuzzer.shoot(setting(from, world.adminToken, `{"throttle":{"requestsPerMinute":${PER_MINUTE}}}`))
  const one: [string, string] = ['authorization', `Bearer ${world.tokens.admin}`]
  const make = (index: number): Shot => {
    const shot = other(generator, index)
    return { ...shot, headers: [one, ...shot.headers.filter(([name]) => name !== 'authorization')] }
  }
  await fuzzer.run(make, from, to, 4)
  await fuzzer.shoot(setting(to, world.adminToken, '{"throttle":null,"retention":{"contentDays":30}}'))
  if (to - from > 2 * PER_MINUTE && (fuzzer.tally.statuses['429'] ?? 0) === 0)
    throw new Error('no request met the throttle')
}

/** Whoever may set the throttle would lift it again. */
function other(generator: Generator, index: number): Shot {
  for (let at = index; ; at += 1_000_003) {
    const shot = generator.shot(at)
    if (shot.lane !== 'PUT /api/v1/settings') return { ...shot, index }
  }
}

function setting(index: number, token: string, text: string): Shot {
  return {
    index,
    lane: 'PUT /api/v1/settings',
    method: 'PUT',
    path: '/api/v1/settings',
    headers: [
      ['authorization', `Bearer ${token}`],
      ['content-type', 'application/json'],
    ],
    body: Buffer.from(text),
    chunked: false,
  }
}
