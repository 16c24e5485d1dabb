/** The operators' global switches: pushed with their rev to every package and profile, which keep them; a lower rev is ignored. */
export interface Switches {
  rev: number
  paused: boolean
  note: string | null
  /** maintenance note shown on dashboards */
  maintenance: string | null
}
