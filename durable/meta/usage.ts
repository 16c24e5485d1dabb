import { listOf, memberOf, numberOf, parseJson } from '../domain/json.ts'
import type { FetchAnswer } from '../kit/host.ts'

/** What Meta's usage headers say. Shares in percent, 100 = throttled. */
export interface Usage {
  /** the highest of X-App-Usage's figures, null without the header */
  app: number | null
  /** the highest of X-Business-Use-Case-Usage's figures */
  business: number | null
  /** minutes until calls are taken again, the longest that is named; null when none is */
  regainMinutes: number | null
}

const SHARES = ['call_count', 'total_cputime', 'total_time'] as const

/**
 * X-App-Usage is one object of shares, X-Business-Use-Case-Usage { "<business id>": [one object per kind of call] }.
 * Unreadable headers say nothing.
 */
export function usageOf(headers: FetchAnswer['headers']): Usage {
  const app = parseJson(header(headers, 'x-app-usage') ?? '')
  const business = parseJson(header(headers, 'x-business-use-case-usage') ?? '')
  const entries = typeof business === 'object' && business !== null ? Object.values(business).flatMap(listOf) : []
  const regain = highest(entries.map((entry) => numberOf(memberOf(entry, 'estimated_time_to_regain_access'))))
  return {
    app: highest(shares(app)),
    business: highest(entries.flatMap(shares)),
    regainMinutes: regain === null || regain <= 0 ? null : regain,
  }
}

function shares(entry: unknown): (number | null)[] {
  return SHARES.map((name) => numberOf(memberOf(entry, name)))
}

function highest(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function header(headers: FetchAnswer['headers'], name: string): string | undefined {
  for (const [key, value] of Object.entries(headers)) if (key.toLowerCase() === name) return value
  return undefined
}
