import { reportFault } from '../../durable/kit/fault.ts'

/** A part that we need does not answer: 503 at the edge. Thrown, since no caller can go on without it. */
export class Unavailable extends Error {
  readonly code = 'unavailable'
}

/** How long what must happen without D1 as well waits for it. */
const PATIENCE_MS = 3_000

/** Runs a query; what D1 rejects becomes Unavailable and is reported without content. */
export async function fromD1<T>(where: string, query: () => Promise<T>): Promise<T> {
  try {
    return await query()
  } catch (error) {
    reportFault(`d1 ${where}`, error)
    throw new Unavailable('the database does not answer')
  }
}

/** For what must happen without D1 as well: rejects when it takes more than three seconds. */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unavailable('the database does not answer')), PATIENCE_MS)
  })
  return await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
