import type { Reason } from './reason.ts'
import type { RiskLevel } from './snapshot.ts'

const DAY = 86_400_000
const STEP_DOWN_MS = 30 * 60_000

const LEVELS: readonly { level: RiskLevel; from: number }[] = [
  { level: 'safe', from: 0 },
  { level: 'low', from: 21 },
  { level: 'medium', from: 41 },
  { level: 'high', from: 61 },
  { level: 'critical', from: 81 },
]

/** Codes of Meta's that set a floor for 24 h. */
const CODE_FLOORS: Record<number, number> = { 368: 81, 131031: 81, 131048: 100 }

export interface RiskSignals {
  now: number
  /** as Meta writes them, null = not read yet (no evidence, no floor) */
  quality: string | null
  health: string | null
  status: string | null
  tokenDead: boolean
  /** Meta restricts the account or the number (webhook or hold) */
  restricted: boolean
  /** codes that Meta answered, with their time (ms) */
  codes: readonly { code: number; at: number }[]
}

export interface Floor {
  name: string
  score: number
  evidence: Reason[]
}

export interface Risk {
  score: number
  level: RiskLevel
  /** the components of the weighted sum: none is computed yet, so the sum counts 0 and no figure is shown */
  parts: []
  floors: Floor[]
}

/** Risk 0..100 = the highest floor (guard-rules.md, Risk); Meta's own words act at once. */
export function riskOf(signals: RiskSignals): Risk {
  const floors: Floor[] = []
  const floor = (name: string, score: number, detail: string): void => {
    floors.push({ name, score, evidence: [{ code: name, detail, weight: score }] })
  }
  const quality = signals.quality?.toUpperCase()
  if (quality === 'YELLOW') floor('quality-yellow', 41, 'Meta rates the number YELLOW')
  if (quality === 'RED') floor('quality-red', 61, 'Meta rates the number RED')
  const health = signals.health?.toUpperCase()
  if (health === 'LIMITED') floor('health-limited', 61, 'Meta says that the number may send only in part')
  if (health === 'BLOCKED') floor('health-blocked', 81, 'Meta says that the number may not send')
  if (signals.status !== null && !isConnected(signals.status))
    floor('status-not-connected', 81, `Meta's status of the number is ${signals.status}`)
  if (signals.restricted) floor('restriction', 81, 'Meta restricts the account or the number')
  if (signals.tokenDead) floor('token-dead', 81, 'Meta does not accept the access token')
  for (const { code, at } of signals.codes) {
    const score = CODE_FLOORS[code]
    if (score === undefined || signals.now - at >= DAY) continue
    if (floors.some(({ name }) => name === `code-${code}`)) continue
    floor(`code-${code}`, score, `Meta answered ${code} within the last 24 hours`)
  }
  const score = Math.max(0, ...floors.map((one) => one.score))
  return { score, level: levelOf(score), parts: [], floors }
}

/**
 * Whether the number begins no new conversation: high risk by what Meta says of its quality and health now. Codes, tokens
 * and restrictions have a verdict of their own (pause, quarantine, hold) that a person, a new token or Meta ends; who has
 * ended it must not find the number half stopped for a day more.
 */
export function stopsNewConversations(floors: readonly Floor[]): boolean {
  return floors.some(({ name, score }) => score >= 61 && (name.startsWith('quality-') || name.startsWith('health-')))
}

/** Only CONNECTED sends. */
export function isConnected(status: string | null): boolean {
  return status?.toUpperCase() === 'CONNECTED'
}

/** safe 0-20, low 21-40, medium 41-60, high 61-80, critical 81-100. */
export function levelOf(score: number): RiskLevel {
  return LEVELS.findLast(({ from }) => score >= from)?.level ?? 'safe'
}

/**
 * The level in force: up at once, down one level at a time, each after 30 min below the present one's lower bound
 * (guard-rules.md, Risk). `belowSince` (ms) is kept by the caller between calls; null = not below.
 */
export function steppedLevel(
  previous: RiskLevel,
  score: number,
  belowSince: number | null,
  now: number,
): { level: RiskLevel; belowSince: number | null } {
  const held = LEVELS.findIndex(({ level }) => level === previous)
  const wanted = LEVELS.findIndex(({ level }) => level === levelOf(score))
  if (wanted >= held) return { level: levelOf(score), belowSince: null }
  const since = Math.min(belowSince ?? now, now)
  if (now - since < STEP_DOWN_MS) return { level: previous, belowSince: since }
  return { level: LEVELS[held - 1]?.level ?? 'safe', belowSince: wanted < held - 1 ? now : null }
}

/** When a floor set by a code ends next (ms), null when none is in force: the caller looks again then. */
export function nextFloorEnd(codes: RiskSignals['codes'], now: number): number | null {
  const ends = codes.filter(({ code, at }) => code in CODE_FLOORS && now - at < DAY).map(({ at }) => at + DAY)
  return ends.length === 0 ? null : Math.min(...ends)
}
