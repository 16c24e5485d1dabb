import type * as z from 'zod'
import type { FieldError, ProblemSlug, ProblemView } from '../../../worker/contract/problem.ts'

type Document = Partial<z.infer<typeof ProblemView>>

/**
 * Why a request came to nothing. `type` is the API's slug, or `unreachable` (no answer at all), `timeout`, or `fault` (an
 * answer that is no problem document).
 */
export class ApiError extends Error {
  readonly type: ProblemSlug | 'unreachable' | 'timeout' | 'fault'
  /** HTTP status, 0 without an answer */
  readonly status: number
  readonly requestId: string | undefined
  /** what is wrong with which member of the body */
  readonly errors: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined
  /** with `not-empty`: messages that are still open */
  readonly open: number | undefined

  constructor(
    type: ApiError['type'],
    status: number,
    detail: string,
    more: {
      readonly requestId?: string | undefined
      readonly errors?: readonly FieldError[] | undefined
      readonly retryAfterSeconds?: number | undefined
      readonly open?: number | undefined
    } = {},
  ) {
    super(detail)
    this.name = 'ApiError'
    this.type = type
    this.status = status
    this.requestId = more.requestId
    this.errors = more.errors ?? []
    this.retryAfterSeconds = more.retryAfterSeconds
    this.open = more.open
  }
}

const SLUGS: ReadonlySet<string> = new Set<ProblemSlug>([
  'invalid-request',
  'unauthenticated',
  'forbidden',
  'not-found',
  'idempotency-mismatch',
  'already-sending',
  'number-taken',
  'not-empty',
  'state-conflict',
  'too-large',
  'unsupported-media-type',
  'service-window-closed',
  'opted-out',
  'rate-limited',
  'queue-full',
  'unavailable',
])

const isSlug = (text: string | undefined): text is ProblemSlug => text !== undefined && SLUGS.has(text)

const documentOf = (text: string): Document => {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null ? read : {}
  } catch {
    return {}
  }
}

/** The error that a refusing answer tells: a problem document, or whatever stands in front of the guard. */
export const problemOf = (status: number, headers: Headers, text: string): ApiError => {
  const document = documentOf(text)
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  const type = isSlug(document.type) ? document.type : status === 503 ? 'unavailable' : 'fault'
  return new ApiError(type, status, document.detail ?? `The guard answered ${status}.`, {
    requestId: document.requestId ?? headers.get('x-request-id') ?? undefined,
    errors: document.errors,
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
    open: document.open,
  })
}

/** Whether what was asked for may have been done all the same: no answer came, or the guard could not do all of it. */
export const mayBeDone = ({ status }: ApiError): boolean => status === 0 || status >= 500

/** Anything thrown, as an ApiError: pages have one kind of error to show. */
export const asApiError = (error: unknown): ApiError => {
  if (error instanceof ApiError) return error
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return new ApiError('timeout', 0, 'The guard did not answer in time.')
  if (error instanceof TypeError)
    return new ApiError('unreachable', 0, 'The guard cannot be reached from this browser.')
  return new ApiError('fault', 0, error instanceof Error ? error.message : String(error))
}
