import { type JSX, Show, untrack } from 'solid-js'
import { api } from '../data/api.ts'
import { guardNow } from '../data/clock.ts'
import { may } from '../data/session.ts'
import type { Message } from '../data/wire.ts'
import { CheckField, TextField } from '../parts/field.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { toast } from '../parts/toast.tsx'
import { describeMessage } from '../words/message.ts'
import { moment, zone } from '../words/time.ts'
import { createCompose } from './compose.ts'
import { KindFields } from './kind-fields.tsx'
import { Preview } from './preview.tsx'
import { readContent } from './read-content.ts'
import { changedWrong, instantOf, localOf } from './when.ts'
import './send-dialog.css'

type Props = {
  readonly of: Message
  readonly onChange: (now: Message) => void
  readonly onClose: () => void
}

const SOON = 'Send it as soon as its turn comes'

const bare = (path: string): string => path.replace(/^(message|guard)\./, '')

/** Time or content of a message that has not left. Content that the fields here cannot hold stays as it is. */
export const EditMessage = (props: Props): JSX.Element => {
  const of = untrack(() => props.of)
  const draft = may('send') ? readContent(of.content) : undefined
  const now = guardNow()
  const later = of.notBefore !== null && Date.parse(of.notBefore) > now ? of.notBefore : undefined
  const isChanged = (name: string): boolean => compose.form.changed().includes(name)
  const compose = createCompose(
    // without a draft only the times are looked at: a location of 0, 0 is never wrong
    draft ?? { kind: 'location', texts: { 'location.latitude': '0', 'location.longitude': '0' } },
    {
      soon: '',
      sendAt: later === undefined ? '' : localOf(Date.parse(later)),
      expiresAt: of.expiresAt === null ? '' : localOf(Date.parse(of.expiresAt)),
    },
    {
      sendAt: (text) =>
        isChanged('sendAt') && compose.form.value('soon') !== 'yes'
          ? changedWrong(text, guardNow(), `, or choose “${SOON}”`)
          : undefined,
      expiresAt: (text) => (isChanged('expiresAt') ? changedWrong(text, guardNow(), '') : undefined),
    },
  )
  const { form } = compose

  /** Only what was changed: what is sent back as it was could undo what somebody else has changed since. */
  const changes = (): Readonly<Record<string, unknown>> => {
    const changed = new Set(form.changed())
    const time = (name: 'sendAt' | 'expiresAt') => (changed.has(name) ? instantOf(form.value(name)) : undefined)
    const sendAt = form.value('soon') === 'yes' ? new Date(guardNow()).toISOString() : time('sendAt')
    const expiresAt = time('expiresAt')
    const written = [...changed].some((name) => !['soon', 'sendAt', 'expiresAt'].includes(name))
    const { type, member } = compose.built()
    const kept = typeof of.content === 'object' && of.content !== null ? of.content : {}
    return {
      ...(sendAt === undefined ? {} : { sendAt }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(draft !== undefined && written ? { message: { ...kept, [type]: member } } : {}),
    }
  }

  const save = async (): Promise<void> => {
    if (!form.valid()) return
    const changed = changes()
    try {
      if (Object.keys(changed).length > 0) {
        props.onChange(await api.patch<Message>(`/messages/${encodeURIComponent(of.id)}`, changed))
        toast({ text: 'The message is changed.' })
      }
      props.onClose()
    } catch (error) {
      compose.refuse(error, bare)
    }
  }

  return (
    <FormDialog
      title={`Edit ${describeMessage(of)}`}
      sub="Until it leaves. The recipient stays the same."
      verb="Save"
      wide={draft !== undefined}
      refused={form.refused()}
      onSubmit={save}
      onClose={props.onClose}
    >
      <Show when={draft}>
        <div class="compose">
          <div class="compose-fields">
            <KindFields of={compose} packageId={of.packageId} />
          </div>
          <div class="compose-side">
            <Preview of={compose} />
          </div>
        </div>
      </Show>
      <Show when={draft === undefined && may('send')}>
        <p class="muted small">Its content has parts that cannot be edited here; software can, by the API.</p>
      </Show>
      <Show when={later}>
        {(at) => <CheckField form={form} name="soon" label={SOON} hint={`Instead of at ${moment(at(), now)}.`} />}
      </Show>
      <div class="pair">
        <TextField
          form={form}
          name="sendAt"
          label="Not before"
          type="datetime-local"
          disabled={form.value('soon') === 'yes'}
          hint={`In the time of ${zone()}.`}
        />
        <TextField form={form} name="expiresAt" label="Not after" type="datetime-local" />
      </div>
    </FormDialog>
  )
}
