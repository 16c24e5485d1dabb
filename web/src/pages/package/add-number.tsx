import { createSignal, type JSX, Show } from 'solid-js'
import { api } from '../../data/api.ts'
import { createForm } from '../../data/form.ts'
import { ApiError, asApiError } from '../../data/problem.ts'
import type { Package, Profile } from '../../data/wire.ts'
import { SelectField, TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { POLICY_CHECKS } from '../../policy/fields.ts'
import { PRESET_NAMES, PRESET_WORDS } from '../../policy/words.ts'
import { plain } from '../../words/plain.ts'
import { tokenWrong } from '../number/token.ts'
import { AddedNumber } from './added-number.tsx'

type Props = {
  readonly of: Package
  /** the package has one number more or less */
  readonly onChange: () => void
  readonly onClose: () => void
}

const META_ID = /^[A-Za-z0-9_.-]{1,64}$/

const needed = (what: string) => (text: string) => (text === '' ? `Enter ${what}.` : undefined)

const metaId = (what: string) => (text: string) => {
  if (text === '') return `Enter ${what}.`
  if (/^\+|\s/.test(text)) return 'Enter the id that Meta shows for it, not the phone number.'
  return META_ID.test(text) ? undefined : 'An id of Meta has letters, digits, dots and dashes only.'
}

const optionalId = (text: string): string | undefined =>
  text === '' || META_ID.test(text) ? undefined : 'An id of Meta has letters, digits, dots and dashes only.'

const priority = (text: string): string | undefined => {
  const value = Number(text)
  return Number.isInteger(value) && Math.abs(value) <= 10 && text !== ''
    ? undefined
    : 'Enter a whole number from -10 to 10.'
}

/** Puts a number into the package: it is stored, checked with Meta at once, and what Meta said is shown. */
export const AddNumber = (props: Props): JSX.Element => {
  const [added, setAdded] = createSignal<Profile>()
  const form = createForm(
    {
      phoneNumberId: '',
      displayName: '',
      wabaId: '',
      accessToken: '',
      portfolioId: '',
      graphUrl: '',
      preset: '',
      timezone: '',
      priority: '0',
    },
    {
      phoneNumberId: metaId('the phone number id'),
      displayName: needed('a name'),
      wabaId: metaId('the id of the business account'),
      accessToken: tokenWrong,
      portfolioId: optionalId,
      timezone: POLICY_CHECKS.timezone,
      priority,
    },
  )
  const text = (name: Parameters<typeof form.value>[0]): string => form.value(name).trim()

  const body = (): Record<string, unknown> => {
    const { portfolioId, graphUrl, preset, timezone } = {
      portfolioId: text('portfolioId'),
      graphUrl: text('graphUrl'),
      preset: text('preset'),
      timezone: text('timezone'),
    }
    return {
      phoneNumberId: text('phoneNumberId'),
      displayName: text('displayName'),
      wabaId: text('wabaId'),
      accessToken: text('accessToken'),
      ...(portfolioId === '' ? {} : { portfolioId }),
      ...(graphUrl === '' ? {} : { graphUrl }),
      ...(preset === '' ? {} : { preset }),
      ...(timezone === '' ? {} : { timezone }),
      ...(text('priority') === '0' ? {} : { priority: Number(text('priority')) }),
    }
  }

  /** Meta may take its time: a number that was stored while nobody waited any more is found again. */
  const storedMeanwhile = async (error: ApiError): Promise<Profile | undefined> => {
    if (error.type !== 'timeout') return undefined
    try {
      const found = await api.get<Profile>(`/profiles/${encodeURIComponent(text('phoneNumberId'))}`)
      return found.packageId === props.of.id ? found : undefined
    } catch {
      return undefined
    }
  }

  const add = async (): Promise<void> => {
    if (!form.valid()) return
    try {
      setAdded(await api.post<Profile>(`/packages/${encodeURIComponent(props.of.id)}/profiles`, body()))
    } catch (thrown) {
      const error = asApiError(thrown)
      const stored = await storedMeanwhile(error)
      if (stored !== undefined) setAdded(stored)
      else if (error.type === 'number-taken')
        form.refuse(
          new ApiError(error.type, error.status, error.message, {
            requestId: error.requestId,
            errors: [{ path: 'phoneNumberId', message: error.message }],
          }),
        )
      else form.refuse(error)
    }
    if (added() !== undefined) {
      form.set('accessToken', '')
      props.onChange()
    }
  }

  return (
    <Show
      when={added()}
      fallback={
        <FormDialog
          title="Add a number"
          sub={`To ${plain(props.of.name)}. The guard asks Meta for it at once and subscribes its business account to webhooks.`}
          verb="Add and check"
          wide
          refused={form.refused()}
          onSubmit={add}
          onClose={props.onClose}
        >
          <div class="pair">
            <TextField
              form={form}
              name="phoneNumberId"
              label="Phone number id"
              mono
              focus
              maxLength={64}
              hint="Under API setup in Meta's app dashboard: digits, not the number itself."
            />
            <TextField
              form={form}
              name="displayName"
              label="Name"
              maxLength={200}
              hint="What people here call it: Orders London 1."
            />
            <TextField
              form={form}
              name="wabaId"
              label="WhatsApp business account id"
              mono
              maxLength={64}
              hint="It never changes afterwards."
            />
            <TextField
              form={form}
              name="accessToken"
              label="Access token"
              type="password"
              mono
              maxLength={4096}
              hint="A permanent token of a system user. It is stored encrypted and never shown again."
            />
          </div>
          <details class="form-more">
            <summary>More</summary>
            <div class="pair">
              <SelectField
                form={form}
                name="preset"
                label="Preset"
                options={[
                  { value: '', name: 'As the package' },
                  ...PRESET_NAMES.map((one) => ({ value: one, name: PRESET_WORDS[one] })),
                ]}
              />
              <TextField form={form} name="timezone" label="Time zone of its hours" placeholder="as the package" />
              <TextField
                form={form}
                name="priority"
                label="Priority"
                hint="From -10 to 10: added to its weight in distribution."
              />
              <TextField
                form={form}
                name="portfolioId"
                label="Business portfolio id"
                mono
                hint="Empty: what Meta names. Numbers of a portfolio share its limit of new recipients."
              />
              <TextField
                form={form}
                name="graphUrl"
                label="Graph address"
                mono
                placeholder="as the guard is set up"
                hint="Only for another address of Meta that the guard allows."
              />
            </div>
          </details>
        </FormDialog>
      }
    >
      {(number) => <AddedNumber of={number()} onChange={props.onChange} onClose={props.onClose} />}
    </Show>
  )
}
