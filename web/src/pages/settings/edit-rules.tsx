import { type JSX, Show } from 'solid-js'
import { api } from '../../data/api.ts'
import { type Check, createForm } from '../../data/form.ts'
import type { Settings } from '../../data/wire.ts'
import { CheckField, TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { toast } from '../../parts/toast.tsx'

type Props = {
  readonly of: Settings
  readonly onSaved: (now: Settings) => void
  readonly onClose: () => void
}

/**
 * An open page of the dashboard asks no more often than this in a minute, however much happens: the paces of the fleet, of
 * reports, of lists and of figures together. With fewer it stands still now and then.
 */
const OWN_NEED = 300

const ORDINARY = 600

/** How many requests a token has, and how long the guard waits for an answer that was lost. */
export const EditRules = (props: Props): JSX.Element => {
  const { throttle, reconcileWindowSeconds } = props.of
  const rate: Check = (text) => {
    if (form.value('throttled') !== 'yes') return undefined
    const good = /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 1_000_000
    return good ? undefined : 'Enter a whole number from 1 to 1,000,000.'
  }
  const form = createForm(
    {
      throttled: throttle === null ? '' : 'yes',
      'throttle.requestsPerMinute': String(throttle?.requestsPerMinute ?? ORDINARY),
      reconcileWindowSeconds: String(reconcileWindowSeconds),
    },
    {
      'throttle.requestsPerMinute': rate,
      reconcileWindowSeconds: (text) => {
        const seconds = Number(text)
        return text !== '' && seconds >= 1 && seconds <= 86_400 ? undefined : 'Enter seconds, 1 to 86,400.'
      },
    },
  )
  const throttled = () => form.value('throttled') === 'yes'
  const low = () => {
    const perMinute = Number(form.value('throttle.requestsPerMinute'))
    return throttled() && perMinute >= 1 && perMinute < OWN_NEED
  }
  const save = async (): Promise<void> => {
    if (!form.valid()) return
    const requestsPerMinute = Number(form.value('throttle.requestsPerMinute').trim())
    const next = throttled() ? { requestsPerMinute } : null
    const seconds = Number(form.value('reconcileWindowSeconds').trim())
    const changes = {
      ...(next?.requestsPerMinute === throttle?.requestsPerMinute ? {} : { throttle: next }),
      ...(seconds === reconcileWindowSeconds ? {} : { reconcileWindowSeconds: seconds }),
    }
    try {
      if (Object.keys(changes).length > 0) {
        props.onSaved(await api.put<Settings>('/settings', changes))
        toast({ text: 'The rules are changed.' })
      }
      props.onClose()
    } catch (error) {
      form.refuse(error)
    }
  }
  return (
    <FormDialog
      title="Change requests and waiting"
      verb="Save"
      refused={form.refused()}
      onSubmit={save}
      onClose={props.onClose}
    >
      <CheckField
        form={form}
        name="throttled"
        label="Limit the requests of each token"
        hint="Against software that has run wild. What is past it is answered 429, with the time to wait. Signing in is always limited: 10 tries a minute from one address."
      />
      <Show when={throttled()}>
        <TextField
          form={form}
          name="throttle.requestsPerMinute"
          label="Requests of one token"
          mode="numeric"
          unit="a minute"
          hint={
            low()
              ? `That is little: an open page of the dashboard asks up to ${OWN_NEED} times a minute by its reader’s token, and would stand still now and then.`
              : 'One batch of 1,000 messages is one request. It holds in a minute at most everywhere.'
          }
        />
      </Show>
      <TextField
        form={form}
        name="reconcileWindowSeconds"
        label="Silence before a lost answer counts as not sent"
        mode="decimal"
        unit="s"
        hint="Meta took the request and its answer never came: so long the guard listens for a webhook before it sends again. A package or number may set its own."
      />
    </FormDialog>
  )
}
