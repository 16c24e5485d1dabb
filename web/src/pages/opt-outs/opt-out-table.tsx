import { type JSX, Show } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import type { ApiError } from '../../data/problem.ts'
import { may } from '../../data/session.ts'
import { CopyId } from '../../parts/copy-id.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { plain } from '../../words/plain.ts'
import { moment } from '../../words/time.ts'
import { isErased, keyOf, type OptOut, recipientOf, SCOPE_WORDS, sourceOf } from './opt-out-words.ts'
import './opt-out-table.css'

type Props = {
  readonly rows: readonly OptOut[]
  /** whether there are several portfolios to tell apart */
  readonly portfolios: boolean
  readonly more: boolean
  readonly loading: boolean
  readonly error: ApiError | undefined
  readonly onMore: () => void
  readonly onLift: (row: OptOut) => void
}

const Who = (props: { readonly of: OptOut }): JSX.Element => (
  <Show when={isErased(props.of.recipient)} fallback={recipientOf(props.of.recipient)}>
    <span class="muted">Erased</span> <CopyId id={plain(props.of.recipient)} />
  </Show>
)

/** Who does not get what, since when and why. */
export const OptOutTable = (props: Props): JSX.Element => {
  const now = createNow(60_000)
  const columns = (): readonly Column<OptOut>[] => [
    {
      id: 'recipient',
      name: 'Recipient',
      cell: (row) => (
        <>
          <span class="opt-out-who">
            <Who of={row} />
          </span>
          <span class="opt-out-narrow">
            {SCOPE_WORDS[row.scope]}, since {moment(row.at, now())}
          </span>
        </>
      ),
    },
    { id: 'scope', name: 'Does not get', width: '120px', wideOnly: true, cell: (row) => SCOPE_WORDS[row.scope] },
    { id: 'source', name: 'Why', wideOnly: true, cell: (row) => sourceOf(row.source) },
    { id: 'at', name: 'Since', width: '136px', wideOnly: true, cell: (row) => moment(row.at, now()) },
    ...(props.portfolios
      ? [{ id: 'portfolio', name: 'Portfolio', wideOnly: true, cell: (row: OptOut) => plain(row.portfolioId) }]
      : []),
    ...(may('operate', true)
      ? [
          {
            id: 'lift',
            name: 'Change',
            width: '84px',
            numeric: true,
            cell: (row: OptOut) => (
              <button
                class="button small"
                type="button"
                aria-label={`Lift the opt-out of ${isErased(row.recipient) ? plain(row.recipient) : recipientOf(row.recipient)}`}
                onClick={() => props.onLift(row)}
              >
                Lift
              </button>
            ),
          },
        ]
      : []),
  ]
  return (
    <DataTable
      label="Opt-outs"
      rows={props.rows}
      idOf={keyOf}
      columns={columns()}
      rowHeight={window.matchMedia('(max-width: 760px)').matches ? 60 : 44}
      more={props.more}
      loading={props.loading}
      error={props.error}
      onMore={props.onMore}
    />
  )
}
