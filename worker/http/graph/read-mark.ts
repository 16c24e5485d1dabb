import { ReadMark } from '../../contract/graph.ts'
import type { Problem } from '../../contract/problem.ts'
import { invalid } from '../../contract/problem.ts'
import { findProfile, type ProfileEntry } from '../../db/directory.ts'
import { readMessage } from '../../db/messages.ts'
import { profilesOfPackage } from '../../db/profiles.ts'
import type { Env } from '../../env.ts'
import type { Caller } from '../caller.ts'
import { isRefusal, refuse } from '../reply.ts'
import { messageNamed } from './guard-ids.ts'
import { askMeta } from './meta.ts'
import { passedOn, saidByMeta } from './passed-on.ts'
import type { Sender } from './sender.ts'

interface Asking {
  env: Env
  caller: Caller
  now: number
  requestId: string
}

/** The history follows a busy number within two seconds: a message may be marked as read before it is there. */
const LOOKS_MS = [0, 700, 1800]

/** Mark-as-read and typing: no message, so no rule of the guard's; passed on to the number that the message came to. */
export async function markRead(ask: Asking, sender: Sender, body: unknown): Promise<Response | { problem: Problem }> {
  const parsed = ReadMark.safeParse(body)
  if (!parsed.success) return { problem: invalid(parsed.error) }
  const mark = parsed.data
  const named = await messageNamed(ask, mark.message_id, 'message_id')
  if (named !== null && isRefusal(named)) return named
  const wamid = named === null ? mark.message_id : named.wamid
  if (wamid === null) return refuse('invalid-request', 'message_id: Meta has not taken this message yet')
  const number = sender.number ?? (await numberInPool(ask, sender.target.id, wamid, named?.profileId ?? null))
  if (number === null)
    return refuse('invalid-request', 'message_id: none of this package has this message; name the phone number id')
  const answer = await askMeta(ask.env, number, [number.id, 'messages'], null, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messaging_product: 'whatsapp', ...mark, message_id: wamid }),
  })
  return isRefusal(answer) ? answer : passedOn(await saidByMeta(ask.env, number, answer), ask.requestId)
}

/** The number of the package that the message is of. Inbound messages lie in the history under Meta's own id. */
async function numberInPool(
  ask: Asking,
  packageId: string,
  wamid: string,
  profileId: string | null,
): Promise<ProfileEntry | null> {
  const living = async (id: string | null): Promise<ProfileEntry | null> => {
    const entry = id === null ? null : await findProfile(ask.env, id, ask.now)
    return entry === null || entry.deletedAt !== null || entry.packageId !== packageId ? null : entry
  }
  if (profileId !== null) return await living(profileId)
  const [only, ...others] = await profilesOfPackage(ask.env, packageId)
  if (others.length === 0) return await living(only?.id ?? null)
  for (const wait of LOOKS_MS) {
    if (wait > 0) await scheduler.wait(wait)
    const found = await readMessage(ask.env, wamid)
    if (found !== null) return found.packageId === packageId ? await living(found.profileId) : null
  }
  return null
}

export function isReadMark(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'status')
}
