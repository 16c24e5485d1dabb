import { type JSX, Show } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import { CopyId } from '../../parts/copy-id.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { plain } from '../../words/plain.ts'
import { ROLE_WORDS } from '../../words/states.ts'
import { moment } from '../../words/time.ts'
import { type ApiKey, packagesOf } from './key-words.ts'
import '../../parts/state-badge.css'
import './key-table.css'

type Props = {
  readonly keys: readonly ApiKey[]
  readonly nameOf: (id: string) => string | undefined
  /** the key that the reader is signed in with */
  readonly own: string | undefined
  readonly onRevoke: (key: ApiKey) => void
}

const State = (props: { readonly of: ApiKey }): JSX.Element => (
  <span class="state">
    <Shape of={props.of.revokedAt === null ? 'active' : 'disconnected'} />
    {props.of.revokedAt === null ? 'In use' : 'Revoked'}
  </span>
)

/** Keys in rows: whose, what it may do, where, since when. */
export const KeyTable = (props: Props): JSX.Element => {
  const now = createNow(60_000)
  const columns: readonly Column<ApiKey>[] = [
    {
      id: 'name',
      name: 'Key',
      compare: (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }),
      cell: (key) => (
        <>
          <span class="key-name" classList={{ over: key.revokedAt !== null }}>
            {plain(key.name)}
            <Show when={key.id === props.own}>
              <span class="muted"> (you)</span>
            </Show>
          </span>
          <span class="key-narrow">
            <Show when={key.revokedAt}>{(at) => <>Revoked {moment(at(), now())} · </>}</Show>
            {ROLE_WORDS[key.role]} · {packagesOf(key, props.nameOf)}
          </span>
        </>
      ),
    },
    { id: 'role', name: 'Role', width: '96px', wideOnly: true, cell: (key) => ROLE_WORDS[key.role] },
    {
      id: 'packages',
      name: 'Where',
      wideOnly: true,
      cell: (key) => <span title={packagesOf(key, props.nameOf)}>{packagesOf(key, props.nameOf)}</span>,
    },
    { id: 'id', name: 'Id', width: '148px', wideOnly: true, cell: (key) => <CopyId id={key.id} /> },
    {
      id: 'made',
      name: 'Made',
      width: '136px',
      wideOnly: true,
      compare: (a, b) => (a.createdAt < b.createdAt ? -1 : 1),
      cell: (key) => moment(key.createdAt, now()),
    },
    {
      id: 'state',
      name: 'State',
      width: '116px',
      wideOnly: true,
      cell: (key) => (
        <>
          <State of={key} />
          <Show when={key.revokedAt}>{(at) => <span class="key-since">{moment(at(), now())}</span>}</Show>
        </>
      ),
    },
    {
      id: 'audit',
      name: 'Audit',
      width: '80px',
      wideOnly: true,
      cell: (key) => (
        <PageLink to="audit" query={{ actorId: key.id }} fallback="">
          Entries<span class="unseen"> of what {plain(key.name)} did</span>
        </PageLink>
      ),
    },
    {
      id: 'change',
      name: 'Change',
      width: '96px',
      numeric: true,
      cell: (key) => (
        <Show when={key.revokedAt === null}>
          <button
            class="button small"
            type="button"
            aria-label={`Revoke ${plain(key.name)}`}
            onClick={() => props.onRevoke(key)}
          >
            Revoke
          </button>
        </Show>
      ),
    },
  ]
  return (
    <div class="key-table">
      <DataTable label="API keys" rows={props.keys} idOf={(key) => key.id} columns={columns} rowHeight={52} />
    </div>
  )
}
