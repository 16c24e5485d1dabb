import { createMemo, For, type JSX, Show } from 'solid-js'
import { api } from '../../data/api.ts'
import { guardNow } from '../../data/clock.ts'
import { createForm } from '../../data/form.ts'
import type { Settings } from '../../data/wire.ts'
import { TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { Shape } from '../../parts/shape.tsx'
import { toast } from '../../parts/toast.tsx'
import { checkDays, forgottenBefore, KEPT, KEPT_WORDS, type Kept, lostText } from './retention.ts'
import './edit-retention.css'

type Props = {
  readonly of: Settings
  readonly onSaved: (now: Settings) => void
  readonly onClose: () => void
}

const nameOf = (kept: Kept) => `retention.${kept}` as const

/** How long things are kept. What a shorter time takes away is said before it is saved: nothing brings it back. */
export const EditRetention = (props: Props): JSX.Element => {
  const { retention } = props.of
  const form = createForm(
    {
      'retention.contentDays': String(retention.contentDays),
      'retention.messageDays': String(retention.messageDays),
      'retention.auditDays': String(retention.auditDays),
    },
    {
      'retention.contentDays': checkDays('contentDays'),
      'retention.messageDays': checkDays('messageDays'),
      'retention.auditDays': checkDays('auditDays'),
    },
  )
  const lost = createMemo(() =>
    KEPT.flatMap((kept) => {
      const before = forgottenBefore(retention[kept], form.value(nameOf(kept)), guardNow())
      return before === undefined || form.wrong(nameOf(kept)) !== undefined ? [] : [{ kept, before }]
    }),
  )
  const save = async (): Promise<void> => {
    if (!form.valid()) return
    const changed = KEPT.filter((kept) => form.changed().includes(nameOf(kept)))
    try {
      if (changed.length > 0) {
        const days = Object.fromEntries(changed.map((kept) => [kept, Number(form.value(nameOf(kept)).trim())]))
        props.onSaved(await api.put<Settings>('/settings', { retention: days }))
        toast({ text: 'Retention is changed.' })
      }
      props.onClose()
    } catch (error) {
      form.refuse(error)
    }
  }
  return (
    <FormDialog
      title="Change retention"
      sub="What is older is forgotten within the hour, by itself."
      verb={lost().length > 0 ? 'Save and forget' : 'Save'}
      refused={form.refused()}
      onSubmit={save}
      onClose={props.onClose}
    >
      <For each={KEPT}>
        {(kept, index) => (
          <TextField
            form={form}
            name={nameOf(kept)}
            label={KEPT_WORDS[kept].name}
            hint={`Keeps ${KEPT_WORDS[kept].what}.${kept === 'contentDays' ? ' 0: texts are never kept in the history.' : ''}`}
            mode="numeric"
            unit="days"
            focus={index() === 0}
          />
        )}
      </For>
      <Show when={lost().length > 0}>
        <div class="retention-lost" role="status">
          <Shape of="warning" />
          <div>
            <strong>This cannot be undone</strong>
            <ul>
              <For each={lost()}>{({ kept, before }) => <li>{lostText(kept, before)}</li>}</For>
            </ul>
          </div>
        </div>
      </Show>
    </FormDialog>
  )
}
