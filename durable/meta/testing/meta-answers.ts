import type { FetchAnswer, Host } from '../../kit/host.ts'
import { BareHost } from '../../kit/testing/bare-host.ts'
import type { Target } from '../read-call.ts'

type Init = Parameters<Host['fetch']>[1]
export interface Asked {
  url: URL
  init: Init
}

export const target: Target = {
  graphUrl: 'https://graph.example/',
  graphVersion: 'v26.0',
  token: 'secret-token',
  phoneNumberId: '1055',
  wabaId: '2066',
}

/** A host whose Meta answers in turn what it is given: an answer, or an error to reject with. */
export function meta(...answers: (Partial<FetchAnswer> & { json?: unknown })[] | Error[]): {
  host: Host
  asked: Asked[]
} {
  const asked: Asked[] = []
  const fetch = async (url: string, init: Init): Promise<FetchAnswer> => {
    const answer = answers[asked.length]
    asked.push({ url: new URL(url), init })
    if (answer === undefined) throw new Error('Meta was asked once more than expected')
    if (answer instanceof Error) throw answer
    return {
      status: answer.status ?? 200,
      headers: answer.headers ?? {},
      body: answer.body ?? JSON.stringify(answer.json),
    }
  }
  return { host: Object.assign(new BareHost(), { fetch }), asked }
}

export const timeout = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
