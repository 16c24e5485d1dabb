/** A line of the guard that is taken out: exact texts of the source, each as often as it stands there. */
export interface Removal {
  name: string
  patches: readonly { file: string; was: string; now: string }[]
  /** what must turn red: a test on Node by its file and name, or one seed of the simulation */
  by: { kind: 'test'; file: string; name: string } | { kind: 'seed'; seed: number }
}

/** Of every other table that is projected by rev: a line of its own lets only a newer row in. */
const REV_GUARDS = ['alerts', 'opt-outs', 'stats', 'templates', 'wakes'].map(
  (table): Removal => ({
    name: `rev guard of projection: ${table}`,
    patches: [
      {
        file: `durable/projection/${table}.ts`,
        was: `WHERE excluded.rev > ${table.replace('-', '_')}.rev`,
        now: 'WHERE true',
      },
    ],
    by: {
      kind: 'test',
      file: 'durable/projection/tables.test.ts',
      name: 'is whole and the newest, whatever comes late or again, and is written only when it is newer',
    },
  }),
)

export const REMOVALS: readonly Removal[] = [
  {
    name: 're-check in the reserving transaction',
    patches: [
      {
        file: 'durable/profile/dispatch.ts',
        was: `if (!answer.ok) {
        ctx.cached.queue.sleep(entry, Math.max(answer.until ?? Number.POSITIVE_INFINITY, now + 1), false)`,
        now: `if (!answer.ok && answer.reasons.length === 0) {
        ctx.cached.queue.sleep(entry, Math.max(answer.until ?? Number.POSITIVE_INFINITY, now + 1), false)`,
      },
    ],
    by: {
      kind: 'test',
      file: 'durable/profile/send.test.ts',
      name: 'asks every rule again: what was free when the plan looked may have closed since',
    },
  },
  {
    name: 'what is held is not taken again',
    patches: [
      {
        file: 'durable/profile/offer.ts',
        was: `if (known !== undefined && known.state !== 'gone' && known.epoch >= epoch) {`,
        now: `if (known !== undefined && known.state === 'ended' && known.epoch >= epoch) {`,
      },
    ],
    by: {
      kind: 'test',
      file: 'durable/profile/handover.test.ts',
      name: 'answers the same offer again as taken, and as settled once it ended',
    },
  },
  {
    // a package that waits for the release never offers this (handover-model.mjs, wait-for-release): the second line behind it
    name: 'epoch check on offer',
    patches: [
      {
        file: 'durable/profile/offer.ts',
        was: `known.state !== 'gone' && known.epoch >= epoch) {`,
        now: `known.state !== 'gone') {`,
      },
    ],
    by: {
      kind: 'test',
      file: 'durable/profile/handover.test.ts',
      name: 'takes a later epoch over the one it still holds: from then on it answers for that one alone',
    },
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
    by: {
      kind: 'test',
      file: 'durable/profile/handover.test.ts',
      name: 'gives back nothing of a later epoch when a release of an earlier one comes late',
    },
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
    by: {
      kind: 'test',
      file: 'durable/profile/handover.test.ts',
      name: 'promises never to take a message whose release comes before its offer',
    },
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
    by: {
      kind: 'test',
      file: 'durable/package/handover.test.ts',
      name: 'only the word for the epoch in force counts, and each release is taken once (epoch-on-answer)',
    },
  },
  {
    name: 'rev guard of projection',
    patches: [
      { file: 'durable/projection/messages.ts', was: 'iif(excluded.rev > rev,', now: 'iif(true,' },
      { file: 'durable/projection/messages.ts', was: 'WHERE excluded.rev > messages.rev', now: 'WHERE true' },
    ],
    by: {
      kind: 'test',
      file: 'durable/projection/project.test.ts',
      name: 'shows the row of the highest rev, whole, with every entry that was ever told',
    },
  },
  ...REV_GUARDS,
  {
    name: 'pair gap',
    patches: [{ file: 'durable/domain/gate.ts', was: 'if (now < free) found.push', now: 'if (free < 0) found.push' }],
    by: { kind: 'test', file: 'durable/profile/number.test.ts', name: 'keeps the pair gap from the answer' },
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
    by: { kind: 'test', file: 'durable/profile/unknown.test.ts', name: 'counts against every cap' },
  },
  {
    // plan and reserve are one synchronous step: no opt-out can come between them, so both lose it here; that the reserve
    // asks again is what the first removal is about
    name: 'opt-out check in the reserve',
    patches: [
      {
        file: 'durable/domain/gate.ts',
        was: 'if (optedOut(message)) found.push',
        now: 'if (optedOut(message) && now < 0) found.push',
      },
    ],
    by: {
      kind: 'test',
      file: 'durable/profile/handover.test.ts',
      name: 'learns of two addresses of one user with the offer: the pair`s gap and the opt-out hold for both',
    },
  },
  {
    name: 'evidence rule before a resend: webhooks arriving',
    patches: [{ file: 'durable/domain/evidence.ts', was: '  if (!input.arriving)\n', now: '  if (now < 0)\n' }],
    by: {
      kind: 'test',
      file: 'durable/profile/unknown.test.ts',
      name: 'is not sent again before its silence is over, nor without proof that webhooks arrive',
    },
  },
  {
    name: 'evidence rule before a resend: none refused',
    patches: [
      { file: 'durable/domain/evidence.ts', was: '  if (input.refused) reasons', now: '  if (now < 0) reasons' },
    ],
    by: {
      kind: 'test',
      file: 'durable/domain/evidence.test.ts',
      name: 'asks, and goes on asking, for a proof that is not there',
    },
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
    by: {
      kind: 'test',
      file: 'durable/profile/number.test.ts',
      name: 'is disconnected until Meta has answered, and sends nothing before',
    },
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
    by: {
      kind: 'test',
      file: 'durable/package/handover.test.ts',
      name: 'goes out again, the same to the same profile, until it is answered (repeat-offer)',
    },
  },
  {
    name: "alarm's re-arm (portfolio)",
    patches: [{ file: 'durable/portfolio/core.ts', was: '      this.#clock.rearm(this.#deadlines())\n', now: '' }],
    by: {
      kind: 'test',
      file: 'durable/portfolio/core.test.ts',
      name: 'wakes by its own alarm and may run each alarm twice',
    },
  },
]
