import type { JSX } from 'solid-js'
import type { Package } from '../../data/wire.ts'
import { plain } from '../../words/plain.ts'
import { lossOf } from './loss.ts'
import { askToDelete } from './package-acts.ts'

/** The end of a package, with what goes with it. */
export const DeletePackage = (props: {
  readonly of: Package
  /** true while it is being deleted */
  readonly onLeave: (leaving: boolean) => void
  readonly onGone: () => void
  readonly onRefresh: () => Promise<void>
}): JSX.Element => (
  <section class="panel package-end" aria-labelledby="delete">
    <div>
      <h2 id="delete">Delete {plain(props.of.name)}</h2>
      <p class="muted">{lossOf(props.of)}</p>
    </div>
    <button class="button danger" type="button" onClick={() => askToDelete(props.of, props)}>
      Delete package
    </button>
  </section>
)
