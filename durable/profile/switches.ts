import type { ProfileContext } from './context.ts'

/** The global switch, as it was told last: an older word changes nothing. */
export function applySwitch(ctx: ProfileContext, rev: number, paused: boolean, note: string | null): void {
  if (rev <= ctx.cached.switches.rev) return
  ctx.commit(() => {
    ctx.cached.switches = { rev, paused, note }
    ctx.state.write('switch', ctx.cached.switches)
  })
}

/** The pause of the package that the number belongs to; another's is nothing to it. */
export function applyPackagePause(ctx: ProfileContext, packageId: string, rev: number, paused: boolean): void {
  const { packagePause, config } = ctx.cached
  if (packagePause !== null && packagePause.packageId === packageId && rev <= packagePause.rev) return
  if (config !== null && config.packageId !== packageId) return
  ctx.commit(() => {
    ctx.cached.packagePause = { packageId, rev, paused }
    ctx.state.write('package-pause', ctx.cached.packagePause)
  })
}
