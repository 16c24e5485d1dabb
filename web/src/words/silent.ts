import { clock } from './time.ts'

/** `Does not answer; as of 12:04:31` */
export const silentSince = (at: number): string => `Does not answer; as of ${clock(at)}`
