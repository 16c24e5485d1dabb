import { createSignal, type JSX, Show } from 'solid-js'
import { createForm } from '../../data/form.ts'
import type { Profile } from '../../data/wire.ts'
import { TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { Shape } from '../../parts/shape.tsx'
import { toast } from '../../parts/toast.tsx'
import { plain } from '../../words/plain.ts'
import { reasonOf } from '../../words/reason.ts'
import { putToken, tokenWrong } from './token.ts'

type Props = {
  readonly of: Profile
  readonly onChange: (now: Profile) => void
  readonly onClose: () => void
}

/** Puts a new token in and says what Meta makes of it; the dialog stays while Meta refuses. */
export const NewToken = (props: Props): JSX.Element => {
  const form = createForm({ accessToken: '' }, { accessToken: tokenWrong })
  const [refusal, setRefusal] = createSignal<string>()
  const name = plain(props.of.displayName)
  const save = async (): Promise<void> => {
    if (!form.valid()) return
    setRefusal()
    try {
      const { now, verdict } = await putToken(props.of.id, form.value('accessToken').trim())
      props.onChange(now)
      if (verdict === 'refused')
        return void setRefusal(now.reason === null ? 'Meta refuses this token too.' : reasonOf(now.reason).text)
      toast(
        verdict === 'accepted'
          ? { text: `Meta accepts the new token of ${name}.` }
          : { text: `The new token of ${name} is stored; whether Meta accepts it is not known yet.`, tone: 'info' },
      )
      props.onClose()
    } catch (error) {
      form.refuse(error)
    }
  }
  return (
    <FormDialog
      title={`New access token for ${name}`}
      sub="It replaces the stored one at once, and Meta is asked with it. A token that works lifts what the old one held."
      verb="Save and check"
      refused={form.refused()}
      onSubmit={save}
      onClose={props.onClose}
    >
      <TextField
        form={form}
        name="accessToken"
        label="Access token"
        type="password"
        mono
        focus
        maxLength={4096}
        hint="A permanent token of a system user. It is stored encrypted and never shown again."
      />
      <Show when={refusal()}>
        {(text) => (
          <p class="number-word" role="alert">
            <Shape of="critical" />
            <span>
              The token is stored, but the number is still disconnected. {text()} Enter another one, or look at it in
              Meta's app dashboard.
            </span>
          </p>
        )}
      </Show>
    </FormDialog>
  )
}
