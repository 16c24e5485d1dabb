import { createMemo, type JSX, Show } from 'solid-js'
import type { FleetNumber } from '../../data/fleet-number.ts'
import type { FleetPackage } from '../../data/fleet-store.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { StateBar } from '../../parts/state-bar.tsx'
import { MODE_WORDS, modeOf } from '../../policy/words.ts'
import { count, counted } from '../../words/count.ts'
import { byAble, NO_NUMBERS, type Sums, sumsOf } from './sums.ts'
import '../../parts/state-badge.css'
import './package-table.css'

type Props = {
  readonly packages: readonly FleetPackage[]
  readonly numbers: readonly FleetNumber[]
  readonly onOpen: (id: string) => void
}

/** Whether a package sends: its own pause, numbers that can. */
const State = (props: { readonly of: FleetPackage; readonly sums: Sums }): JSX.Element => {
  const word = (): readonly ['paused' | 'waiting' | 'critical' | 'active', string] => {
    if (props.of.silent) return ['waiting', 'Does not answer']
    if (props.of.globalPaused || props.of.paused) return ['paused', 'Paused']
    if (props.sums.total === 0) return ['waiting', 'No numbers']
    return props.sums.able === 0 ? ['critical', 'Cannot send'] : ['active', 'Sends']
  }
  return (
    <span class="state">
      <Shape of={word()[0]} />
      {word()[1]}
    </span>
  )
}

/** Packages in rows; a row opens its package. */
export const PackageTable = (props: Props): JSX.Element => {
  const sums = createMemo(() => sumsOf(props.numbers))
  const of = (one: FleetPackage): Sums => sums().get(one.id) ?? NO_NUMBERS
  const columns: readonly Column<FleetPackage>[] = [
    {
      id: 'name',
      name: 'Package',
      compare: (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }),
      cell: (one) => (
        <>
          <PageLink to="package" id={one.id} class="package-link cut">
            {one.name}
          </PageLink>
          <span class="package-state">
            <State of={one} sums={of(one)} />
          </span>
        </>
      ),
    },
    { id: 'state', name: 'State', width: '132px', wideOnly: true, cell: (one) => <State of={one} sums={of(one)} /> },
    {
      id: 'numbers',
      name: 'Can send',
      compare: (a, b) => byAble(of(a), of(b)),
      cell: (one) => (
        <div class="package-numbers">
          <Show when={of(one).total > 0} fallback={<span class="muted">none yet</span>}>
            <span>
              {count(of(one).able)} of {counted(of(one).total, 'number')}
            </span>
            <StateBar counts={of(one).states} />
          </Show>
        </div>
      ),
    },
    {
      id: 'waiting',
      name: 'Waiting',
      width: '96px',
      numeric: true,
      compare: (a, b) => (a.backlog ?? 0) + of(a).held - (b.backlog ?? 0) - of(b).held,
      cell: (one) => (one.backlog === undefined ? 'not known' : count(one.backlog + of(one).held)),
    },
    {
      id: 'flight',
      name: 'In flight',
      width: '88px',
      numeric: true,
      wideOnly: true,
      cell: (one) => count(of(one).inFlight),
    },
    {
      id: 'scheduled',
      name: 'Scheduled',
      width: '96px',
      numeric: true,
      wideOnly: true,
      cell: (one) => (one.scheduled === undefined ? 'not known' : count(one.scheduled)),
    },
    {
      id: 'mode',
      name: 'Distribution',
      width: '128px',
      wideOnly: true,
      cell: (one) => MODE_WORDS[modeOf(one.distribution ?? '')],
    },
  ]
  return (
    <DataTable
      label="Packages"
      rows={props.packages}
      idOf={(one) => one.id}
      columns={columns}
      rowHeight={48}
      onOpen={(one) => props.onOpen(one.id)}
    />
  )
}
