import type { Actor } from '../domain/reason.ts'

/** The operators' global switches: pushed with their rev to every package and profile, which keep them; a lower rev is ignored. */
export interface Switches {
  rev: number
  paused: boolean
  note: string | null
  /** maintenance note shown on dashboards */
  maintenance: string | null
  /** who stopped or started everything last, when (ms) and why, and the rev that it made; absent = nobody said */
  thrown?: { rev: number; at: number; by: Actor; why: string | null }
}
