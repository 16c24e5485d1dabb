import { For, type JSX, Show } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import { nameOf } from '../../data/fleet.ts'
import type { Pages } from '../../data/pages.ts'
import type { AuditEntry } from '../../data/wire.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { Steady } from '../../parts/steady.tsx'
import { actionWords, changeWords } from '../../words/audit.ts'
import { plain } from '../../words/plain.ts'
import { ago, moment, toSecond } from '../../words/time.ts'
import { actorKind, packageName, subjectKind, subjectName } from './words.ts'
import './entry-table.css'

/** A package or number leads to its page; all else is its name. */
export const Subject = (props: { readonly of: AuditEntry['subject'] }): JSX.Element => {
  const name = () => subjectName(props.of)
  return (
    <Show when={props.of.kind === 'package' || props.of.kind === 'profile'} fallback={name()}>
      <PageLink to={props.of.kind === 'package' ? 'package' : 'number'} id={props.of.id}>
        {name()}
      </PageLink>
    </Show>
  )
}

/** What changed, setting by setting, in a line: `Hourly cap 60 → 80`. */
const Changes = (props: { readonly of: AuditEntry }): JSX.Element => (
  <For each={changeWords(props.of)}>
    {({ name, from, to }, index) => (
      <>
        {index() === 0 ? '' : ' · '}
        {name} {from} <span aria-hidden="true">→</span>
        <span class="unseen">to</span> <b>{to}</b>
      </>
    )}
  </For>
)

const columns = (now: () => number): readonly Column<AuditEntry>[] => [
  {
    id: 'at',
    name: 'When',
    width: '136px',
    wideOnly: true,
    cell: ({ at }) => (
      <time datetime={at} title={at}>
        {toSecond(at, now())}
        <span class="audit-second">{ago(at, now())}</span>
      </time>
    ),
  },
  {
    id: 'who',
    name: 'Who',
    width: '196px',
    wideOnly: true,
    cell: ({ actor }) => (
      <>
        <div class="cut">{plain(actor.name)}</div>
        <div class="audit-second cut">{actorKind(actor)}</div>
      </>
    ),
  },
  {
    id: 'what',
    name: 'What',
    cell: (entry) => (
      <>
        <div class="cut" title={actionWords(entry, nameOf)}>
          {actionWords(entry, nameOf)}
        </div>
        <div class="audit-second cut">
          <span class="audit-narrow">
            {moment(entry.at, now())} · {plain(entry.actor.name)} · {subjectName(entry.subject)}
          </span>
          <span class="audit-changes">
            <Changes of={entry} />
          </span>
        </div>
      </>
    ),
  },
  {
    id: 'subject',
    name: 'To what',
    width: '208px',
    wideOnly: true,
    cell: ({ subject, packageId }) => (
      <>
        <div class="cut">
          <Subject of={subject} />
        </div>
        <div class="audit-second cut">
          {subjectKind(subject.kind)}
          <Show when={subject.kind === 'package' ? null : packageId}>{(id) => <> of {packageName(id())}</>}</Show>
        </div>
      </>
    ),
  },
]

/** Entries in rows, the newest first; a row opens with all that is known of it. */
export const EntryTable = (props: {
  readonly of: Pages<AuditEntry>
  readonly current: string | undefined
  readonly onOpen: (entry: AuditEntry) => void
}): JSX.Element => {
  const now = createNow(60_000)
  return (
    <Steady of={props.of} what="entries">
      <DataTable
        label="Audit entries"
        rows={props.of.items()}
        idOf={(entry) => entry.id}
        columns={columns(now)}
        rowHeight={52}
        current={props.current}
        onOpen={props.onOpen}
        more={props.of.more()}
        loading={props.of.loading()}
        error={props.of.error()}
        onMore={() => void props.of.loadMore()}
      />
    </Steady>
  )
}
