import { For, type JSX } from 'solid-js'
import { createForm } from '../../data/form.ts'
import { TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { toast } from '../../parts/toast.tsx'
import { looksLikeAddress } from './import-lines.ts'
import { type Change, setOptOuts } from './opt-out-acts.ts'
import { recipientOf, SCOPE_RULES, SCOPE_WORDS, type Scope } from './opt-out-words.ts'
import '../../policy/policy-fields.css'

const SCOPES: readonly Scope[] = ['all', 'marketing']

/** What is not sent any more, as one of two. */
export const ScopeChoice = (props: {
  readonly value: string
  readonly onChange: (scope: Scope) => void
}): JSX.Element => (
  <fieldset class="choices">
    <legend>What they do not get</legend>
    <For each={SCOPES}>
      {(scope) => (
        <label class="choice">
          <input type="radio" name="scope" checked={props.value === scope} onChange={() => props.onChange(scope)} />
          <span>
            <b>{SCOPE_WORDS[scope]}</b>
            <span class="muted small">{SCOPE_RULES[scope]}</span>
          </span>
        </label>
      )}
    </For>
  </fieldset>
)

export const WAITING =
  'It holds for every number of every portfolio, at once. What waits for them and falls under it ends as failed; what Meta has already is not called back.'

type Props = {
  readonly onSet: (change: Change, scope: Scope) => void
  readonly onClose: () => void
}

/** Opts one recipient out. */
export const SetOptOut = (props: Props): JSX.Element => {
  const form = createForm(
    { recipients: '', scope: 'all' },
    {
      recipients: (text) =>
        looksLikeAddress(text) ? undefined : 'Enter an international number such as +57 300 123 4567, or a user id.',
    },
  )
  const scope = (): Scope => SCOPES.find((one) => one === form.value('scope')) ?? 'all'
  const send = async (): Promise<void> => {
    if (!form.valid()) return
    try {
      const change = await setOptOuts([form.value('recipients').trim()], scope())
      props.onSet(change, scope())
      toast({ text: `${change.recipients.map(recipientOf).join(', ')} has opted out.` })
      props.onClose()
    } catch (error) {
      form.refuse(error)
    }
  }
  return (
    <FormDialog
      title="Opt a recipient out"
      sub={WAITING}
      verb="Opt out"
      refused={form.refused()}
      onSubmit={send}
      onClose={props.onClose}
    >
      <TextField
        form={form}
        name="recipients"
        label="Number or user id"
        placeholder="+57 300 123 4567"
        maxLength={200}
        focus
        hint="With the country code. A user id of Meta begins with two letters and a dot."
      />
      <ScopeChoice value={scope()} onChange={(value) => form.set('scope', value)} />
    </FormDialog>
  )
}
