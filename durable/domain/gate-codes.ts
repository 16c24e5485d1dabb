/** Every code by which the gate says no (gate.ts). Stable: the API and the dashboard show them. */
export const GATE_CODES = [
  // what stops the number
  ...(['retired', 'disconnected', 'quarantined', 'paused', 'package-paused', 'global-paused', 'meta-wait'] as const),
  // of the number or of the message, by what is held
  'hold',
  // what paces the number
  ...(['in-flight', 'cooldown', 'cap-second', 'cap-hour', 'cap-three-hours', 'cap-day'] as const),
  // what stands against one message
  ...(['expired', 'not-before', 'opted-out', 'risk-high', 'service-window-closed', 'template-stopped'] as const),
  ...(['pair-hold', 'recipient-hold', 'blackout', 'pair-gap', 'reach', 'repeat-unproven'] as const),
] as const
export type GateCode = (typeof GATE_CODES)[number]

/** Code of the refusal of a repeat that must be proven again (invariant 2). */
export const UNPROVEN = 'repeat-unproven' satisfies GateCode
