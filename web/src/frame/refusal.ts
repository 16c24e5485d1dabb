import type { ApiError } from '../data/problem.ts'

/** Why a sign-in came to nothing and what to do, in words. `wait`: seconds until another try is taken. */
export const refusalWords = (error: ApiError, wait: number): string => {
  switch (error.type) {
    case 'unauthenticated':
      return 'This token is not known. Check that it was copied whole, and that the key was not revoked.'
    case 'rate-limited':
      return wait > 0
        ? `Too many tries from this address. The next one is taken in ${wait} s.`
        : 'Too many tries from this address. You can try again now.'
    case 'unreachable':
    case 'unavailable':
    case 'timeout':
      return 'The guard does not answer. It is starting, or it is down; this page asks again by itself. Messages that were accepted are kept.'
    default:
      return `${error.message}${error.requestId === undefined ? '' : ` Request ${error.requestId}.`}`
  }
}
