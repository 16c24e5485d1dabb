import type { JSX } from 'solid-js'
import { api } from '../../data/api.ts'
import { nameOf } from '../../data/fleet.ts'
import { createForm } from '../../data/form.ts'
import type { Route } from '../../data/wire.ts'
import { SelectField, TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { toast } from '../../parts/toast.tsx'
import { phone } from '../../words/phone.ts'
import { plain } from '../../words/plain.ts'

type Props = {
  readonly packageId: string
  readonly numbers: readonly string[]
  readonly onSet: () => void
  readonly onClose: () => void
}

/** Ties a recipient to a number by hand. */
export const SetRoute = (props: Props): JSX.Element => {
  const form = createForm(
    { recipient: '', profileId: props.numbers[0] ?? '' },
    { recipient: (text) => (text === '' ? 'Enter the recipient.' : undefined) },
  )
  const save = async (): Promise<void> => {
    if (!form.valid()) return
    try {
      const route = await api.put<Route>(`/packages/${encodeURIComponent(props.packageId)}/routes`, {
        recipient: form.value('recipient').trim(),
        profileId: form.value('profileId'),
      })
      toast({ text: `${phone(plain(route.recipient))} belongs to ${nameOf(route.profileId)} now.` })
      props.onSet()
      props.onClose()
    } catch (error) {
      form.refuse(error)
    }
  }
  return (
    <FormDialog
      title="Set a route"
      sub="From the next message on, this recipient is written to by this number in every mode. A template may still move when the number cannot send for long and fail over is on."
      verb="Set the route"
      refused={form.refused()}
      onSubmit={save}
      onClose={props.onClose}
    >
      <TextField
        form={form}
        name="recipient"
        label="Recipient"
        mode="tel"
        maxLength={200}
        focus
        hint="A phone number with its country code, as +57 300 123 4567, or a user id of Meta."
      />
      <SelectField
        form={form}
        name="profileId"
        label="Number"
        options={props.numbers.map((id) => ({ value: id, name: `${nameOf(id)}, ${id}` }))}
      />
    </FormDialog>
  )
}
