import { counted } from './count.ts'
import { toSecond } from './time.ts'

/** `Does not answer; as of 12:04:31`, with its day before today */
export const silentSince = (at: number, now: number): string => `Does not answer; as of ${toSecond(at, now)}`

/** `1 package does not answer` */
export const silentPackages = (many: number): string =>
  `${counted(many, 'package')} ${many === 1 ? 'does' : 'do'} not answer`

/** A sum that silent packages may add to: `at least 12` */
export const atLeast = (text: string, silent: number): string => (silent === 0 ? text : `at least ${text}`)
