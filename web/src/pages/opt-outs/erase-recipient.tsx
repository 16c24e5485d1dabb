import type { JSX } from 'solid-js'
import { createForm } from '../../data/form.ts'
import { TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { looksLikeAddress } from './import-lines.ts'
import { askToErase } from './opt-out-acts.ts'

type Props = {
  /** whom the reader has looked for */
  readonly address: string
  readonly onErased: () => void
  readonly onClose: () => void
}

/** As the guard writes it: `+` and digits; a user id as it is. */
const written = (text: string): string => {
  const trimmed = text.trim()
  return /^[+\d]/.test(trimmed) ? `+${trimmed.replace(/\D/g, '')}` : trimmed
}

/** Whom to erase; what that means is said, and asked once more, before anything happens. */
export const EraseRecipient = (props: Props): JSX.Element => {
  const form = createForm(
    { address: props.address },
    {
      address: (text) =>
        looksLikeAddress(text) ? undefined : 'Enter an international number such as +57 300 123 4567, or a user id.',
    },
  )
  const go = async (): Promise<void> => {
    if (!form.valid()) return
    const address = written(form.value('address'))
    props.onClose()
    askToErase(address, props.onErased)
  }
  return (
    <FormDialog
      title="Erase a recipient"
      sub="For somebody who wants to be forgotten: their address and texts are taken out of everything that is kept here. It cannot be undone."
      verb="Go on"
      refused={form.refused()}
      onSubmit={go}
      onClose={props.onClose}
    >
      <TextField
        form={form}
        name="address"
        label="Number or user id"
        placeholder="+57 300 123 4567"
        maxLength={200}
        focus
        hint="Who is known by a number and by a user id is erased under both."
      />
    </FormDialog>
  )
}
