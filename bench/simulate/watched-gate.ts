import type { GateAnswer } from '../../durable/domain/gate.ts'
import * as gate from '../../durable/domain/gate.ts'

/**
 * The shipped gate, whose refusals are counted on their way to whoever asked: nobody is told what keeps a message that
 * waits. Stands in the gate's place where watch-gate.ts is loaded first.
 */
export * from '../../durable/domain/gate.ts'

const refused = new Map<string, number>()

function counted<Facts extends unknown[]>(ask: (...facts: Facts) => GateAnswer): (...facts: Facts) => GateAnswer {
  return (...facts) => {
    const answer = ask(...facts)
    if (!answer.ok) for (const { code } of answer.reasons) refused.set(code, (refused.get(code) ?? 0) + 1)
    return answer
  }
}

export const gateOf = counted(gate.gateOf)
export const stopGate = counted(gate.stopGate)
export const paceGate = counted(gate.paceGate)
export const messageGate = counted(gate.messageGate)

/** Codes of refusals since it was last asked, and how often each came. */
export function takeRefused(): [code: string, times: number][] {
  const taken = [...refused]
  refused.clear()
  return taken
}
