import type { JSX } from 'solid-js'
import type { Package, Profile } from '../../data/wire.ts'
import { PageLink } from '../../parts/page-link.tsx'
import { plain } from '../../words/plain.ts'
import { lossOf } from './loss.ts'
import { askToDelete } from './number-acts.ts'

type Props = {
  readonly of: Profile
  readonly ofPackage: Package | undefined
  readonly onEdit: () => void
  readonly onToken: () => void
  /** true while it is being taken out */
  readonly onLeave: (leaving: boolean) => void
  readonly onGone: (packageId: string) => void
}

/** What can be set for the number, and its end with what goes with it. */
export const NumberSettings = (props: Props): JSX.Element => (
  <>
    <section class="panel number-set" aria-labelledby="set">
      <div>
        <h2 id="set">Settings of {plain(props.of.displayName)}</h2>
        <p class="muted">
          Name, limits, cooldown, hours and priority. What it does not set itself it has from{' '}
          <PageLink to="package" id={props.of.packageId}>
            {plain(props.ofPackage?.name ?? 'its package')}
          </PageLink>
          . Calls go to {plain(props.of.graphUrl)}.
        </p>
      </div>
      <button class="button" type="button" disabled={props.ofPackage === undefined} onClick={props.onEdit}>
        Edit
      </button>
      <button class="button" type="button" onClick={props.onToken}>
        New token
      </button>
    </section>
    <section class="panel number-set" aria-labelledby="take-out">
      <div>
        <h2 id="take-out">Take {plain(props.of.displayName)} out</h2>
        <p class="muted">{lossOf(props.of)}</p>
      </div>
      <button class="button danger" type="button" onClick={() => askToDelete(props.of, props)}>
        Take it out
      </button>
    </section>
  </>
)
