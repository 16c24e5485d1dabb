import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js'

/** How many new cards a frame has time to make. */
const AT_ONCE = 8

/** As many of `wanted` as may be shown now: all that are shown already, and a few new ones. */
export const nextShown = (
  wanted: readonly string[],
  shown: ReadonlySet<string>,
  most = AT_ONCE,
): { readonly ids: readonly string[]; readonly whole: boolean } => {
  let fresh = 0
  const ids = wanted.filter((id) => shown.has(id) || ++fresh <= most)
  return { ids, whole: fresh <= most }
}

/** A long list that is made over several frames, so that no one of them is late. */
export const createGradual = (wanted: Accessor<readonly string[]>): Accessor<readonly string[]> => {
  const [shown, setShown] = createSignal<readonly string[]>([])
  let frame: number | undefined
  const step = (): void => {
    const { ids, whole } = nextShown(wanted(), new Set(shown()))
    setShown(ids)
    frame = whole ? undefined : requestAnimationFrame(step)
  }
  createEffect(
    on(wanted, () => {
      if (frame !== undefined) cancelAnimationFrame(frame)
      step()
    }),
  )
  onCleanup(() => frame !== undefined && cancelAnimationFrame(frame))
  return shown
}
