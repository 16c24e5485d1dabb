import { useSearchParams } from '@solidjs/router'
import { createMemo, createSignal, type JSX, Show } from 'solid-js'
import { api } from '../../data/api.ts'
import { listQuery } from '../../data/follow.ts'
import { createPages } from '../../data/pages.ts'
import { pollHead } from '../../data/poll-head.ts'
import { may } from '../../data/session.ts'
import type { AuditEntry, Page as OfList } from '../../data/wire.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { Page } from '../../parts/page.tsx'
import { plain } from '../../words/plain.ts'
import { EntryDialog } from './entry-dialog.tsx'
import { EntryTable } from './entry-table.tsx'
import { type Filter, filterOf, isFiltered, NO_FILTER, queryOf, searchOf } from './filter.ts'
import { Toolbar } from './toolbar.tsx'

const PAGE = 50
/** No live event tells of an entry. */
const EVERY_MS = 15_000

/** Who did what, the newest first. */
const Audit = (): JSX.Element => {
  const [search, setSearch] = useSearchParams()
  const filter = createMemo(() => filterOf(search), undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  })
  const change = (next: Partial<Filter>): void => setSearch(searchOf({ ...filter(), ...next }))
  const [open, setOpen] = createSignal<AuditEntry>()
  const entries = pollHead(
    createPages(
      filter,
      (wanted, cursor, signal) =>
        api.get<OfList<AuditEntry>>('/audit', { ...queryOf(wanted, Date.now()), limit: PAGE, cursor }, signal),
      (entry) => entry.id,
    ),
    EVERY_MS,
    () => filter().to === undefined && open() === undefined,
  )
  const actorName = () => {
    const id = filter().actorId
    const actor = entries.items().find((entry) => entry.actor.id === id)?.actor
    return actor === undefined ? undefined : plain(actor.name)
  }
  return (
    <Page
      name="Audit"
      title="Audit log"
      sub={
        may('read', true)
          ? 'Each change and each switch, by people, by keys and by the guard’s own rules. Messages have their own story on their pages.'
          : 'Each change and each switch in the packages that your token sees.'
      }
    >
      <Toolbar filter={filter()} actorName={actorName()} onChange={change} />
      <div class="panel">
        <AsyncView
          of={listQuery(entries)}
          what="audit log"
          lines={16}
          empty={{
            when: (items) => items.length === 0,
            view: (
              <Show
                when={isFiltered(filter())}
                fallback={
                  <Empty title="Nothing was done yet">
                    Each change, pause and sign-in appears here, with who did it and what it was before.
                  </Empty>
                }
              >
                <Empty title="No entry fits this filter">
                  <button class="button small" type="button" onClick={() => change(NO_FILTER)}>
                    Show all entries
                  </button>
                </Empty>
              </Show>
            ),
          }}
        >
          {() => <EntryTable of={entries} current={open()?.id} onOpen={setOpen} />}
        </AsyncView>
      </div>
      <Show when={open()}>
        {(entry) => <EntryDialog of={entry()} onFilter={change} onClose={() => setOpen(undefined)} />}
      </Show>
    </Page>
  )
}

export default Audit
