import { reportFault } from '../../durable/kit/fault.ts'

/** A part that we need does not answer: 503 at the edge. Thrown, since no caller can go on without it. */
export class Unavailable extends Error {
  readonly code = 'unavailable'
}

/** Runs a query; what D1 rejects becomes Unavailable and is reported without content. */
export async function fromD1<T>(where: string, query: () => Promise<T>): Promise<T> {
  try {
    return await query()
  } catch (error) {
    reportFault(`d1 ${where}`, error)
    throw new Unavailable('the database does not answer')
  }
}
