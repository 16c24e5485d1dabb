import { For, type JSX } from 'solid-js'
import { api } from '../../data/api.ts'
import { createNow } from '../../data/clock.ts'
import { follow, listQuery } from '../../data/follow.ts'
import { createPages } from '../../data/pages.ts'
import type { AuditEntry, Page } from '../../data/wire.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { More } from '../../parts/more.tsx'
import { Steady } from '../../parts/steady.tsx'
import { actionWords } from '../../words/audit.ts'
import { plain } from '../../words/plain.ts'
import { moment } from '../../words/time.ts'
import { concerns } from './number-data.ts'
import './history.css'

const PAGE = 25

/** What people, rules and the guard itself did with the number. */
export const NumberChanges = (props: { readonly id: string }): JSX.Element => {
  const now = createNow(60_000)
  const id = () => props.id
  const entries = follow(
    createPages(
      id,
      (subjectId, cursor, signal) =>
        api.get<Page<AuditEntry>>('/audit', { subjectKind: 'profile', subjectId, limit: PAGE, cursor }, signal),
      (entry) => entry.id,
    ),
    concerns(id),
  )
  return (
    <AsyncView
      of={listQuery(entries)}
      what="changes"
      lines={4}
      empty={{
        when: (items) => items.length === 0,
        view: (
          <Empty title="Nothing was done with it yet">
            Each change, pause and check appears here, with who did it.
          </Empty>
        ),
      }}
    >
      {(items) => (
        <Steady of={entries} what="changes">
          <ul class="rows history">
            <For each={items()}>
              {(entry) => (
                <li>
                  <time>{moment(entry.at, now())}</time>
                  <span class="cut" title={plain(entry.actor.name)}>
                    {plain(entry.actor.name)}
                  </span>
                  <div>
                    <h3>{actionWords(entry)}</h3>
                  </div>
                </li>
              )}
            </For>
          </ul>
          <More of={entries} what="changes" />
        </Steady>
      )}
    </AsyncView>
  )
}
