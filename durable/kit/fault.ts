/**
 * What may be logged of a failure: its kind and where it happened. Never its message: a parser's error quotes what it
 * read, and that may be a customer's text or a token.
 */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '))
  return [`${error.name}${code}`, ...frames.slice(0, 6)].join('\n')
}

/** Reports a bug or a lasting fault to the log. */
export function reportFault(where: string, error: unknown): void {
  console.error(where, describeFault(error))
}
