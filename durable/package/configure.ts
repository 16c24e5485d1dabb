import type { PackageConfig } from '../domain/policy.ts'
import type { Pause } from './pause.ts'
import type { PackageState } from './state.ts'

/** Takes a whole configuration when it is newer: members that left are forgotten, others wait to be asked. Who is new? */
export function configure(
  state: PackageState,
  pause: Pause,
  config: PackageConfig,
): { taken: boolean; version: number; added: string[] } {
  if (config.version <= state.meta.version) return { taken: false, version: state.meta.version, added: [] }
  const before = new Set(state.members.keys())
  state.commit(() => {
    state.meta = { ...state.meta, config, version: config.version }
    state.saveMeta()
    state.outbox.note('applied')
    state.refresh()
    state.rulesChanged = true
    state.findLeaving()
    for (const id of before) if (!state.members.has(id)) pause.forget(id)
  })
  return { taken: true, version: config.version, added: [...state.members.keys()].filter((id) => !before.has(id)) }
}

/** The global switch, by rev. */
export function applySwitch(state: PackageState, rev: number, paused: boolean, note: string | null): void {
  if (rev <= state.meta.switchRev) return
  state.commit(() => {
    state.meta = { ...state.meta, switchRev: rev, globalPaused: paused, switchNote: paused ? note : null }
    state.saveMeta()
    state.pumpWanted = true
  })
}
