/** A line of the guard that is taken out: exact texts of the source, each as often as it stands there. */
export interface Removal {
  name: string
  patches: readonly { file: string; was: string; now: string }[]
  /** what must turn red: a test on Node by its file and name, or one seed of the simulation */
  by: { kind: 'test'; file: string; name: string } | { kind: 'seed'; seed: number }
}

export const REMOVALS: readonly Removal[] = [
  {
    name: 're-check in the reserving transaction',
    patches: [
      {
        file: 'durable/profile/dispatch.ts',
        was: `      if (!answer.ok) {
        entry.wakeAt`,
        now: `      if (!answer.ok && answer.reasons.length === 0) {
        entry.wakeAt`,
      },
    ],
    by: { kind: 'test', file: 'durable/profile/limits.test.ts', name: '?' },
  },
  {
    name: 'epoch check on offer',
    patches: [
      {
        file: 'durable/profile/offer.ts',
        was: `if (known !== undefined && known.state !== 'gone' && known.epoch >= epoch) {`,
        now: `if (known !== undefined && known.state === 'ended' && known.epoch >= epoch) {`,
      },
    ],
    by: { kind: 'test', file: 'durable/profile/handover.test.ts', name: '?' },
  },
  {
    name: 'epoch check on release',
    patches: [
      {
        file: 'durable/profile/offer.ts',
        was: `if (record === undefined || record.epoch !== epoch || record.state === 'gone') {`,
        now: `if (record === undefined || record.state === 'gone') {`,
      },
    ],
    by: { kind: 'test', file: 'durable/profile/handover.test.ts', name: '?' },
  },
  {
    name: 'epoch check in the remembered releases',
    patches: [
      {
        file: 'durable/profile/offer.ts',
        was: 'if (ctx.messages.promised(message.id) >= message.epoch)',
        now: 'if (ctx.messages.promised(message.id) >= Number.MAX_SAFE_INTEGER)',
      },
    ],
    by: { kind: 'test', file: 'durable/profile/handover.test.ts', name: '?' },
  },
  {
    name: 'epoch check on what a profile answers (package)',
    patches: [
      {
        file: 'durable/package/report.ts',
        was: `if (row.state !== 'bound' || row.profileId !== profileId || row.epoch !== back.epoch) return false`,
        now: `if (row.state !== 'bound' || row.profileId !== profileId) return false`,
      },
    ],
    by: { kind: 'test', file: 'durable/package/handover.test.ts', name: '?' },
  },
  {
    name: 'rev guard of projection',
    patches: [
      { file: 'durable/projection/messages.ts', was: 'iif(excluded.rev > rev,', now: 'iif(true,' },
      { file: 'durable/projection/messages.ts', was: 'WHERE excluded.rev > messages.rev', now: 'WHERE true' },
    ],
    by: { kind: 'test', file: 'durable/projection/project.test.ts', name: '?' },
  },
  {
    name: 'pair gap',
    patches: [{ file: 'durable/domain/gate.ts', was: 'if (now < free) found.push', now: 'if (free < 0) found.push' }],
    by: { kind: 'test', file: 'durable/domain/gate.test.ts', name: '?' },
  },
  {
    name: 'counting of unknowns',
    patches: [
      {
        file: 'durable/profile/settle.ts',
        was: '...(consequence.givesBack ? {} : { attempts: 1 }),',
        now: `...(consequence.givesBack || outcome.kind === 'unknown' ? {} : { attempts: 1 }),`,
      },
    ],
    by: { kind: 'test', file: 'durable/profile/unknown.test.ts', name: '?' },
  },
  {
    name: 'opt-out check in the reserve',
    patches: [
      {
        file: 'durable/domain/gate.ts',
        was: 'if (optedOut(message)) found.push',
        now: 'if (optedOut(message) && now < 0) found.push',
      },
    ],
    by: { kind: 'test', file: 'durable/domain/gate.test.ts', name: '?' },
  },
  {
    name: 'evidence rule before a resend: webhooks arriving',
    patches: [{ file: 'durable/domain/evidence.ts', was: '  if (!input.arriving)\n', now: '  if (now < 0)\n' }],
    by: { kind: 'test', file: 'durable/domain/evidence.test.ts', name: '?' },
  },
  {
    name: 'evidence rule before a resend: none refused',
    patches: [
      { file: 'durable/domain/evidence.ts', was: '  if (input.refused) reasons', now: '  if (now < 0) reasons' },
    ],
    by: { kind: 'test', file: 'durable/domain/evidence.test.ts', name: '?' },
  },
  {
    name: "alarm's re-arm (profile)",
    patches: [
      {
        file: 'durable/profile/core.ts',
        was: 'if (!early) this.#ctx.alarm.rearm(next)',
        now: 'if (!early && now < 0) this.#ctx.alarm.rearm(next)',
      },
    ],
    by: { kind: 'test', file: 'durable/profile/limits.test.ts', name: '?' },
  },
  {
    name: "alarm's re-arm (package)",
    patches: [
      {
        file: 'durable/package/engine.ts',
        was: '    this.#clock.rearm(\n',
        now: '    if (now < 0) this.#clock.rearm(\n',
      },
    ],
    by: { kind: 'test', file: 'durable/package/handover.test.ts', name: '?' },
  },
  {
    name: "alarm's re-arm (portfolio)",
    patches: [{ file: 'durable/portfolio/core.ts', was: '      this.#clock.rearm(this.#deadlines())\n', now: '' }],
    by: { kind: 'test', file: 'durable/portfolio/core.test.ts', name: '?' },
  },
]
