import type { Core } from '../core.ts'
import type { Stop } from '../store/evidence.ts'
import type { NumberState } from '../store/world.ts'

type Who = { number: NumberState | null; user: string | null; tokenHash: string | null; at: number }

/**
 * After a code that says "stop", the judge expects silence: the sender has been told. 190 binds every number that uses
 * the token, 368 and 131031 the whole account, 131048 the number, 131050 marketing to that user.
 */
export function afterRefusal(core: Core, code: number, who: Who): void {
  const source = String(code)
  if (code === 190 && who.tokenHash !== null) {
    stopOnce(core, { kind: 'token', key: who.tokenHash, since: who.at, until: null, source })
    return
  }
  if (who.number === null) return
  if (code === 368 || code === 131031) {
    stopOnce(core, { kind: 'number', key: who.number.id, since: who.at, until: null, source })
    // A made-up account id ties nothing together; the number alone is certain then.
    if (who.number.wabaFrom !== 'default') {
      stopOnce(core, { kind: 'waba', key: who.number.wabaId, since: who.at, until: null, source })
    }
  } else if (code === 131048) {
    stopOnce(core, { kind: 'number', key: who.number.id, since: who.at, until: null, source })
  } else if (code === 131050 && who.user !== null && !core.evidence.metaOptOut(who.user)) {
    core.evidence.addOptOut({ user: who.user, scope: 'marketing', since: who.at, until: null, source: 'meta' })
  }
}

function stopOnce(core: Core, stop: Stop): void {
  if (!core.evidence.hasOpenStop(stop.kind, stop.key)) core.evidence.addStop(stop)
}
