import { createMemo, type JSX } from 'solid-js'
import { effectivePolicy } from '../../../../worker/contract/effective-policy.ts'
import { api } from '../../data/api.ts'
import { ofStatus } from '../../data/fleet-number.ts'
import { createForm } from '../../data/form.ts'
import type { Package, Profile } from '../../data/wire.ts'
import { TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { toast } from '../../parts/toast.tsx'
import {
  POLICY_CHECKS,
  POLICY_FIELDS,
  type PolicyField,
  policyPatch,
  policyTexts,
  wholeLayer,
} from '../../policy/fields.ts'
import { layerOf } from '../../policy/layer.ts'
import { PolicyFields } from '../../policy/policy-fields.tsx'
import { PRESET_NAMES } from '../../policy/words.ts'
import { plain } from '../../words/plain.ts'
import { numberPath } from './number-data.ts'

type Props = {
  readonly of: Profile
  readonly ofPackage: Package
  readonly onChange: (now: Profile) => void
  readonly onClose: () => void
}

const priorityWrong = (text: string): string | undefined => {
  const value = Number(text)
  return text !== '' && Number.isInteger(value) && Math.abs(value) <= 10
    ? undefined
    : 'Enter a whole number from -10 to 10.'
}

/** A number's own settings: what differs from what its package says stands in the fields, the rest is grey. */
export const EditNumber = (props: Props): JSX.Element => {
  const { of, ofPackage } = props
  const layer = layerOf(ofPackage)
  const silence = of.reconcileWindowSeconds * 1_000
  const ofPackageAlone = policyTexts(wholeLayer(effectivePolicy(layer, {}, silence)))
  const preset = PRESET_NAMES.find((one) => one === of.preset)
  const under = policyTexts(wholeLayer(effectivePolicy(layer, { preset }, silence)))
  const inForce = policyTexts({
    ...of,
    preset,
    limits: of.limits,
    cooldown: of.cooldown,
    blackout: of.blackout,
  })
  const own = Object.fromEntries(
    POLICY_FIELDS.map((name) => {
      const inherited = name === 'preset' ? ofPackageAlone[name] : under[name]
      return [name, inForce[name] === inherited && !name.includes('exempt') ? '' : inForce[name]]
    }),
  ) as Record<PolicyField, string>
  const form = createForm(
    { displayName: of.displayName, priority: String(of.priority), ...own },
    {
      ...POLICY_CHECKS,
      displayName: (text) => (text === '' ? 'Enter a name.' : undefined),
      priority: priorityWrong,
    },
  )
  const without = createMemo(() => {
    const picked = PRESET_NAMES.find((one) => one === form.value('preset'))
    return policyTexts(wholeLayer(effectivePolicy(layer, { preset: picked }, silence)))
  })

  const save = async (): Promise<void> => {
    if (!form.valid()) return
    const changed = form.changed()
    const changes = {
      ...policyPatch(
        POLICY_FIELDS.filter((name) => changed.includes(name)),
        (name) => form.value(name),
        without(),
      ),
      ...(changed.includes('displayName') ? { displayName: form.value('displayName').trim() } : {}),
      ...(changed.includes('priority') ? { priority: Number(form.value('priority')) } : {}),
    }
    try {
      if (Object.keys(changes).length > 0) {
        const now = await api.patch<Profile>(numberPath(of.id), changes)
        props.onChange(now)
        toast({ text: now.applied ? 'The number is changed.' : 'The change is kept; the number takes it in a moment.' })
      }
      props.onClose()
    } catch (error) {
      form.refuse(error)
    }
  }

  return (
    <FormDialog
      title={`Edit ${plain(of.displayName)}`}
      sub={`What holds by ${plain(ofPackage.name)} and the preset is shown in grey.`}
      verb="Save"
      wide
      refused={form.refused()}
      onSubmit={save}
      onClose={props.onClose}
    >
      <div class="pair">
        <TextField form={form} name="displayName" label="Name" maxLength={200} focus />
        <TextField
          form={form}
          name="priority"
          label="Priority"
          hint="From -10 to 10: added to its weight in distribution."
        />
      </div>
      <PolicyFields
        form={form}
        without={without()}
        of="number"
        numbers={of.status === null ? [] : [ofStatus(of.status, undefined)]}
      />
    </FormDialog>
  )
}
