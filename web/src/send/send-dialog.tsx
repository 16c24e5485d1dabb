import { useNavigate } from '@solidjs/router'
import { createEffect, createSignal, type JSX, Show, untrack } from 'solid-js'
import { api } from '../data/api.ts'
import { guardNow } from '../data/clock.ts'
import { ApiError, asApiError } from '../data/problem.ts'
import { may } from '../data/session.ts'
import type { Accepted } from '../data/wire.ts'
import { pathTo } from '../pages.ts'
import { SelectField, TextField } from '../parts/field.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { LoadFault } from '../parts/load-fault.tsx'
import { toast } from '../parts/toast.tsx'
import { moment, zone } from '../words/time.ts'
import { createCompose } from './compose.ts'
import { newKey } from './key.ts'
import { KindFields } from './kind-fields.tsx'
import { isKind, KIND_WORDS, KINDS } from './kinds.ts'
import { Preview } from './preview.tsx'
import { createNumberOptions, createPackageOptions } from './send-data.ts'
import { closeSend, type SendRequest } from './send-state.ts'
import { aheadWrong, instantOf } from './when.ts'
import './send-dialog.css'

const PRIORITIES = [
  { value: 'high', name: 'High: leaves first' },
  { value: 'normal', name: 'Normal' },
  { value: 'low', name: 'Low: leaves when nothing else waits' },
] as const

/** Nobody knows whether these were taken: asking again under the same key finds out. */
const OPEN: ReadonlySet<string> = new Set(['timeout', 'unreachable', 'unavailable', 'fault'])

const accepted = (message: Accepted): string => {
  if (message.status === 'held') return 'Accepted and held: a person has to release it.'
  const at = Date.parse(message.notBefore)
  return at > guardNow() + 60_000 ? `Accepted. It leaves at ${moment(at, guardNow())}.` : 'Accepted.'
}

/** Writes one message and hands it to a package. Sent twice from one dialog, it is still one message. */
const SendDialog = (props: { readonly of: SendRequest }): JSX.Element => {
  const of = untrack(() => props.of)
  const go = useNavigate()
  const [key, setKey] = createSignal(newKey())
  const packages = createPackageOptions()
  const compose = createCompose(
    {
      kind: of.kind ?? 'text',
      texts: of.reactTo === undefined ? {} : { 'reaction.message_id': of.reactTo },
    },
    {
      packageId: of.packageId ?? '',
      to: of.to ?? '',
      'guard.profileId': of.profileId ?? '',
      'guard.sendAt': '',
      'guard.expiresAt': '',
      'guard.priority': 'normal',
      'guard.reference': '',
    },
    {
      packageId: (text) => (text === '' ? 'Choose a package.' : undefined),
      to: (text) => (text === '' ? 'Enter the recipient.' : undefined),
      'guard.sendAt': (text) => aheadWrong(text, guardNow()),
      'guard.expiresAt': (text) => aheadWrong(text, guardNow()),
    },
  )
  const { form } = compose
  const packageId = (): string | undefined => form.value('packageId') || undefined
  const numbers = createNumberOptions(packageId)
  createEffect(() => {
    const [only, ...others] = packages.options()
    if (packageId() === undefined && only !== undefined && others.length === 0) form.set('packageId', only.value)
  })
  const choosePackage = (id: string): void => {
    form.set('packageId', id)
    // a number belongs to one package
    form.set('guard.profileId', '')
  }

  const body = (): Readonly<Record<string, unknown>> => {
    const { type, member } = compose.built()
    const [sendAt, expiresAt] = [instantOf(form.value('guard.sendAt')), instantOf(form.value('guard.expiresAt'))]
    const [profileId, reference] = [form.value('guard.profileId'), form.value('guard.reference').trim()]
    const to = form.value('to').trim()
    return {
      // Meta's ids of users begin with a country and a dot; all else is a phone number
      ...(/^[A-Z]{2}\./.test(to) ? { recipient: to } : { to }),
      type,
      [type]: member,
      ...(of.contextId === undefined || compose.kind() === 'reaction' ? {} : { context: { message_id: of.contextId } }),
      guard: {
        ...(profileId === '' ? {} : { profileId }),
        ...(form.value('guard.priority') === 'normal' ? {} : { priority: form.value('guard.priority') }),
        ...(sendAt === undefined ? {} : { sendAt }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...(reference === '' ? {} : { reference }),
      },
    }
  }

  const refuse = (thrown: unknown): void => {
    const error = asApiError(thrown)
    if (error.type === 'idempotency-mismatch') {
      const words =
        'An earlier try from this dialog was accepted after all, with what stood here then. Leave it at that, or send this as one more message.'
      compose.refuse(new ApiError(error.type, error.status, words, { requestId: error.requestId }))
      return
    }
    if (!OPEN.has(error.type)) {
      compose.refuse(error, (path) => (path === 'recipient' ? 'to' : path))
      return
    }
    const words = `${error.message} Whether it was accepted is not known; send it again from here, it will not go out twice.`
    compose.refuse(new ApiError(error.type, error.status, words, { requestId: error.requestId }))
  }

  const send = async (): Promise<void> => {
    if (!form.valid()) return
    try {
      const path = `/packages/${encodeURIComponent(packageId() ?? '')}/messages`
      const message = await api.post<Accepted>(path, body(), { 'idempotency-key': key() })
      toast({ text: accepted(message) })
      closeSend()
      const href = pathTo('message', { id: message.id })
      if (href !== undefined) go(href)
    } catch (error) {
      refuse(error)
    }
  }

  const another = async (): Promise<void> => {
    setKey(newKey())
    await send()
  }

  return (
    <FormDialog
      title={of.contextId !== undefined ? 'Reply' : 'Send a message'}
      verb={instantOf(form.value('guard.sendAt')) === undefined ? 'Send message' : 'Schedule message'}
      wide
      refused={form.refused()}
      more={
        <>
          <Show when={form.refused()?.type === 'service-window-closed' && compose.kind() !== 'template'}>
            <button class="button" type="button" onClick={() => compose.setKind('template')}>
              Write a template instead
            </button>
          </Show>
          <Show when={form.refused()?.type === 'idempotency-mismatch'}>
            <button class="button" type="button" onClick={() => void another()}>
              Send as one more message
            </button>
          </Show>
        </>
      }
      onSubmit={send}
      onClose={closeSend}
    >
      <div class="compose">
        <div class="compose-fields">
          <LoadFault of={packages.query} what="packages" />
          <LoadFault of={numbers.query} what="numbers of the package" />
          <div class="pair">
            <Show
              when={packages.options().length > 0 || may('read')}
              fallback={<TextField form={form} name="packageId" label="Package, by its id" mono />}
            >
              <SelectField
                form={{ ...form, set: (_, id) => choosePackage(id) }}
                name="packageId"
                label="Package"
                options={[
                  ...(packageId() === undefined ? [{ value: '', name: 'Choose a package' }] : []),
                  ...packages.options(),
                ]}
              />
            </Show>
            <Show
              when={may('read')}
              fallback={<TextField form={form} name="guard.profileId" label="Only this number, by its id" mono />}
            >
              <SelectField form={form} name="guard.profileId" label="Number" options={numbers.options()} />
            </Show>
            <TextField
              form={form}
              name="to"
              label="Recipient"
              mode="tel"
              maxLength={200}
              placeholder="+57 300 123 4567"
              focus={of.to === undefined}
            />
            <SelectField
              form={{
                ...form,
                value: () => compose.kind(),
                set: (_, kind) => isKind(kind) && compose.setKind(kind),
                wrong: () => undefined,
              }}
              name="kind"
              label="Kind"
              options={KINDS.map((kind) => ({ value: kind, name: KIND_WORDS[kind] }))}
            />
          </div>
          <KindFields of={compose} packageId={packageId()} />
          <details class="compose-more">
            <summary>Schedule, priority, reference</summary>
            <div class="pair">
              <TextField
                form={form}
                name="guard.sendAt"
                label="Not before"
                type="datetime-local"
                hint={`Empty: as soon as its turn comes. In the time of ${zone()}.`}
              />
              <TextField
                form={form}
                name="guard.expiresAt"
                label="Not after"
                type="datetime-local"
                hint="Empty: a day after it was to leave, or when the service window closes."
              />
              <SelectField form={form} name="guard.priority" label="Priority" options={PRIORITIES} />
              <TextField
                form={form}
                name="guard.reference"
                label="Reference"
                maxLength={256}
                hint="Your own name for it, such as an order number."
              />
            </div>
          </details>
        </div>
        <div class="compose-side">
          <Preview of={compose} />
          <Show when={compose.kind() !== 'template'}>
            <p class="muted small">
              It is accepted only within 24 hours after the recipient wrote to a number of the package. At other times
              WhatsApp takes templates only.
            </p>
          </Show>
        </div>
      </div>
    </FormDialog>
  )
}

export default SendDialog
