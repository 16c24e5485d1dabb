import { For, type JSX, Show } from 'solid-js'
import { guardNow } from '../../data/clock.ts'
import { nameOf } from '../../data/fleet.ts'
import type { AuditEntry } from '../../data/wire.ts'
import { CopyId } from '../../parts/copy-id.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { KeyValues, type Line } from '../../parts/kv.tsx'
import { actionWords, changeWords, detailOf } from '../../words/audit.ts'
import { plain } from '../../words/plain.ts'
import { clock, weekday } from '../../words/time.ts'
import { Subject } from './entry-table.tsx'
import type { Filter } from './filter.ts'
import { actorKind, inSentence, packageName, subjectKind } from './words.ts'
import './entry-dialog.css'

type Props = {
  readonly of: AuditEntry
  readonly onFilter: (change: Partial<Filter>) => void
  readonly onClose: () => void
}

const lines = ({ at, actor, subject, packageId, action, id }: AuditEntry): readonly Line[] => [
  { name: 'When', value: `${weekday(at, guardNow())}, ${clock(at)}` },
  { name: 'In UTC', value: <span class="mono">{new Date(at).toISOString()}</span> },
  { name: 'Who', value: plain(actor.name), note: actorKind(actor) },
  { name: subjectKind(subject.kind), value: <Subject of={subject} />, note: plain(subject.id) },
  ...(packageId === null || subject.kind === 'package' ? [] : [{ name: 'Package', value: packageName(packageId) }]),
  { name: 'Written down as', value: <span class="mono">{plain(action)}</span> },
  { name: 'Entry', value: <CopyId id={id} /> },
]

/** What changed, before and after. */
const Changes = (props: { readonly of: AuditEntry }): JSX.Element => (
  <Show when={changeWords(props.of).length > 0}>
    <table class="audit-before">
      <caption class="unseen">What changed</caption>
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        <For each={changeWords(props.of)}>
          {({ name, from, to }) => (
            <tr>
              <th scope="row">{name}</th>
              <td class="muted">{from}</td>
              <td>{to}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  </Show>
)

/** All that is known of an entry, and ways to others like it. */
export const EntryDialog = (props: Props): JSX.Element => {
  const filter = (change: Partial<Filter>): void => {
    props.onFilter(change)
    props.onClose()
  }
  return (
    <FormDialog
      title={actionWords(props.of, nameOf)}
      leave="Close"
      more={
        <>
          <button class="button" type="button" onClick={() => filter({ actorId: props.of.actor.id })}>
            Only by this one
          </button>
          <button
            class="button"
            type="button"
            onClick={() => filter({ subjectKind: props.of.subject.kind, subjectId: props.of.subject.id })}
          >
            Only about this {inSentence(subjectKind(props.of.subject.kind))}
          </button>
        </>
      }
      onSubmit={async () => undefined}
      onClose={props.onClose}
    >
      <div class="audit-entry">
        <Changes of={props.of} />
        <KeyValues of={lines(props.of)} />
        <Show when={Object.keys(detailOf(props.of)).length > 0}>
          <details>
            <summary class="small muted">As it was written down</summary>
            <pre class="mono">{plain(JSON.stringify(props.of.detail, undefined, 2))}</pre>
          </details>
        </Show>
      </div>
    </FormDialog>
  )
}
