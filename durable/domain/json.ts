/** Tolerant reading of what Meta answers: a member that is absent or of another kind is null, never an error. */
export function parseJson(text: string): unknown {
  // the commonest of what is none: an error that is thrown costs more than all other work on an answer
  if (text === '') return undefined
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

export function memberOf(value: unknown, ...path: string[]): unknown {
  let found = value
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return found
}

/** Whether lists and objects lie in one another more than `most` deep. Without recursion, which a hostile text would exhaust. */
export function nestsDeeper(value: unknown, most: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; depth <= most; depth++) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
    if (level.length === 0) return false
  }
  return true
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** Ids come as text or number. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null
}

export function numberOf(value: unknown): number | null {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof found === 'number' && Number.isFinite(found) ? found : null
}
