import { useSearchParams } from '@solidjs/router'
import { createEffect, createSignal } from 'solid-js'
import { type Span, spanOf } from './spans.ts'

const [chosen, setChosen] = createSignal<Span>()

/**
 * The range of a page: the address's, else what was chosen last, else `usual`. Call it inside a component.
 *
 * @returns the range, and how to choose another
 */
export const useTimeRange = (usual: Span): readonly [() => Span, (span: Span) => void] => {
  const [search, setSearch] = useSearchParams<{ last: string }>()
  createEffect(() => {
    const asked = spanOf(search.last)
    const kept = chosen()
    if (asked !== undefined) setChosen(asked)
    // A link without one leads to a page that shows the range it is kept at: its address says so.
    else if (kept !== undefined) setSearch({ last: kept }, { replace: true })
  })
  return [() => spanOf(search.last) ?? chosen() ?? usual, (span) => setSearch({ last: span }, { replace: true })]
}
