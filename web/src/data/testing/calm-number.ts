import type { FleetNumber } from '../fleet-number.ts'

/** A number that is well and has nothing to do: each test says what is otherwise. */
export const calmNumber = (more: Partial<FleetNumber> = {}): FleetNumber => ({
  id: '1',
  packageId: 'p',
  phone: null,
  state: 'active',
  reason: null,
  health: 100,
  band: 'excellent',
  risk: 0,
  riskLevel: 'safe',
  queue: 0,
  inFlight: 0,
  usage: {},
  cooldownUntil: null,
  lastSendAt: null,
  quality: null,
  metaStatus: null,
  webhookAt: null,
  eligibleAt: null,
  silent: false,
  at: 0,
  ...more,
})
