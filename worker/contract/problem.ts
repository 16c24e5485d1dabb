import * as z from 'zod'

/** Slug -> HTTP status and title (RFC 9457). Stable: callers branch on the slug. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'A valid token is needed' },
  forbidden: { status: 403, title: 'This token may not do that' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'idempotency-mismatch': { status: 409, title: 'The idempotency key was used with another body' },
  'already-sending': { status: 409, title: 'The message is already being sent' },
  'number-taken': { status: 409, title: 'The number belongs to a package already' },
  'not-empty': { status: 409, title: 'There is still work in it' },
  'state-conflict': { status: 409, title: 'The present state does not allow that' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'service-window-closed': { status: 422, title: 'No open customer service window is known' },
  'opted-out': { status: 422, title: 'The recipient has opted out' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'queue-full': { status: 429, title: 'The queue is full' },
  unavailable: { status: 503, title: 'A part of the guard does not answer now' },
} as const

export type ProblemSlug = keyof typeof PROBLEMS

export interface FieldError {
  /** dotted path from the body's root, '' = the body itself; a query parameter or header by its name */
  path: string
  message: string
}

export const ProblemView = z
  .object({
    type: z.string().meta({ description: 'Stable slug', examples: Object.keys(PROBLEMS) }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    requestId: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    open: z.number().int().optional().meta({ description: 'With not-empty: messages that are still open' }),
  })
  .meta({ id: 'Problem' })

/** A refusal before it is written as a document: a value, never thrown. */
export interface Problem {
  type: ProblemSlug
  detail: string
  errors?: FieldError[]
  retryAfterSeconds?: number
  open?: number
}

/** The wire form of a problem. */
export function problemView(problem: Problem, requestId?: string): z.infer<typeof ProblemView> {
  const { status, title } = PROBLEMS[problem.type]
  return {
    type: problem.type,
    title,
    status,
    detail: problem.detail,
    ...(requestId === undefined ? {} : { requestId }),
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    ...(problem.open === undefined ? {} : { open: problem.open }),
  }
}

/** Input errors of zod as a problem; the detail names the first field. `prefix` goes before every path. */
export function invalid(error: z.ZodError | FieldError[], prefix = ''): Problem {
  const errors = Array.isArray(error) ? error : fieldErrors(error, prefix)
  const first = errors[0]
  return {
    type: 'invalid-request',
    detail: first === undefined ? 'not valid' : `${first.path === '' ? 'body' : first.path}: ${first.message}`,
    errors,
  }
}

/** One input error at a path. */
export function invalidAt(path: string, message: string): Problem {
  return invalid([{ path, message }])
}

function fieldErrors(error: z.ZodError, prefix: string): FieldError[] {
  const errors: FieldError[] = []
  for (const issue of error.issues.slice(0, 50)) {
    // unknown members of a strict object are named one by one: the caller looks for the member, not its parent
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
    for (const path of paths) {
      const dotted = [...(prefix === '' ? [] : [prefix]), ...path.map(String)].join('.')
      errors.push({ path: dotted, message: issue.code === 'unrecognized_keys' ? 'is not known here' : issue.message })
    }
  }
  return errors
}
