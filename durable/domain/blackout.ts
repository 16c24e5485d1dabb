import { inLocalWindow, nextLocalEdge } from './localTime.ts'
import type { Category, ConversationKind } from './message.ts'
import type { BlackoutPolicy } from './policy.ts'

/** How far ahead an end is looked for: windows that cover the whole day have none. */
const HORIZON = 2 * 86_400_000

/**
 * When the blackout that is in force now ends (ms), or null when this message may go: no window is open, or it is exempt
 * (authentication templates; replies inside the service window, as the policy says). guard-rules.md, Cooldown.
 * An answer two days ahead means "look again then": such windows leave no gap.
 */
export function blackoutUntil(
  policy: BlackoutPolicy,
  timezone: string,
  now: number,
  message: { category: Category; kind: ConversationKind; inWindow: boolean },
): number | null {
  if (policy.exemptAuthentication && message.category === 'authentication') return null
  if (policy.exemptReplies && message.kind === 'reply' && message.inWindow) return null
  const dark = (at: number): boolean => policy.windows.some((window) => inLocalWindow(at, timezone, window))
  if (!dark(now)) return null
  let at = now
  while (dark(at) && at < now + HORIZON) at = nextLocalEdge(at, timezone, policy.windows) ?? now + HORIZON
  return at
}
