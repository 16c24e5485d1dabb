import { For, type JSX } from 'solid-js'
import type { Distribution } from '../../../../durable/domain/policy.ts'
import { PRESETS } from '../../../../worker/contract/effective-policy.ts'
import { api } from '../../data/api.ts'
import { refreshFleet } from '../../data/fleet.ts'
import { createForm } from '../../data/form.ts'
import type { Package } from '../../data/wire.ts'
import { SelectField, TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { toast } from '../../parts/toast.tsx'
import { POLICY_CHECKS } from '../../policy/fields.ts'
import { capsText, cooldownPhrase, MODE_WORDS, MODES, PRESET_NAMES, PRESET_WORDS } from '../../policy/words.ts'
import { plain } from '../../words/plain.ts'
import { zone } from '../../words/time.ts'
import '../../policy/policy-fields.css'

const RULES: Readonly<Record<Distribution, string>> = {
  round_robin: 'In turn: each number gets as many.',
  random: 'By chance, each number as likely.',
  weighted: 'By chance, healthier and more successful numbers more often.',
  smart: 'The number with the best score: weight, room, readiness, low risk.',
}

type Props = { readonly onCreated: (id: string) => void; readonly onClose: () => void }

/** A new package: its name, how it gives messages out, and the caps that its numbers begin with. */
export const CreatePackage = (props: Props): JSX.Element => {
  const form = createForm(
    { name: '', distribution: 'smart', preset: 'careful', timezone: zone() },
    { name: (text) => (text === '' ? 'Enter a name.' : undefined), timezone: POLICY_CHECKS.timezone },
  )
  const preset = () => PRESET_NAMES.find((one) => one === form.value('preset')) ?? 'careful'
  const effect = (): string => {
    const { limits, cooldown } = PRESETS[preset()]
    const hours = cooldown.quiet === null ? '' : `, slower from ${cooldown.quiet.from} to ${cooldown.quiet.to}`
    return `Each number: ${capsText(limits)}; ${cooldownPhrase(cooldown)}${hours}.`
  }
  const create = async (): Promise<void> => {
    if (!form.valid()) return
    try {
      const { id, name } = await api.post<Package>('/packages', {
        name: form.value('name').trim(),
        distribution: form.value('distribution'),
        preset: preset(),
        ...(form.value('timezone').trim() === '' ? {} : { timezone: form.value('timezone').trim() }),
      })
      toast({ text: `${plain(name)} is created. Add its first number.` })
      void refreshFleet()
      props.onCreated(id)
    } catch (error) {
      form.refuse(error)
    }
  }
  return (
    <FormDialog
      title="Create a package"
      sub="Numbers of a package share their work. Everything here can be changed later."
      verb="Create package"
      refused={form.refused()}
      onSubmit={create}
      onClose={props.onClose}
    >
      <TextField form={form} name="name" label="Name" maxLength={200} focus hint="Such as Orders EU." />
      <fieldset class="choices">
        <legend>Distribution</legend>
        <For each={MODES}>
          {(mode) => (
            <label class="choice">
              <input
                type="radio"
                name="distribution"
                checked={form.value('distribution') === mode}
                onChange={() => form.set('distribution', mode)}
              />
              <span>
                <b>{MODE_WORDS[mode]}</b>
                <span class="muted small">{RULES[mode]}</span>
              </span>
            </label>
          )}
        </For>
      </fieldset>
      <div class="pair">
        <SelectField
          form={form}
          name="preset"
          label="Preset of its numbers"
          options={PRESET_NAMES.map((one) => ({ value: one, name: PRESET_WORDS[one] }))}
          hint={effect()}
        />
        <TextField
          form={form}
          name="timezone"
          label="Time zone of rush and quiet hours"
          placeholder="UTC"
          hint="Where its recipients live."
        />
      </div>
    </FormDialog>
  )
}
