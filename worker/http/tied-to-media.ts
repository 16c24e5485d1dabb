import type { AcceptItem } from '../../durable/package/rpc.ts'
import { numbersOfMedia } from '../db/media.ts'
import { Unavailable } from '../db/unavailable.ts'
import type { Env } from '../env.ts'

interface Checked {
  item: AcceptItem
  /** ids of the files that it shows */
  media: string[]
}

/**
 * The items, each that shows a file which came through us bound to the file's number: no other can send it. Without D1 they go
 * as they are, by their recipient's route.
 */
export async function tiedToMedia(env: Env, checked: readonly Checked[]): Promise<AcceptItem[]> {
  const ids = [...new Set(checked.flatMap(({ item, media }) => (item.guard.profileId === undefined ? media : [])))]
  const numbers = ids.length === 0 ? new Map<string, string>() : await numbersOrNone(env, ids)
  return checked.map(({ item, media }) => {
    const profileId = item.guard.profileId ?? media.map((id) => numbers.get(id)).find((one) => one !== undefined)
    return profileId === undefined ? item : { ...item, guard: { ...item.guard, profileId } }
  })
}

async function numbersOrNone(env: Env, ids: string[]): Promise<Map<string, string>> {
  try {
    return await numbersOfMedia(env, ids)
  } catch (error) {
    if (error instanceof Unavailable) return new Map()
    throw error
  }
}
