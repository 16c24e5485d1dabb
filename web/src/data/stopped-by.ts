import type { Package } from './wire.ts'

/** Whether everything is stopped, as the packages that answer say; undefined = none of them does. */
export const stoppedBy = (packages: readonly Pick<Package, 'live'>[]): boolean | undefined => {
  const told = packages.flatMap(({ live }) => (live === null ? [] : [live.globalPaused]))
  return told.length === 0 ? undefined : told.includes(true)
}
