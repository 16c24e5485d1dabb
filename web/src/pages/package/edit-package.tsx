import { createMemo, type JSX } from 'solid-js'
import { effectivePolicy } from '../../../../worker/contract/effective-policy.ts'
import { api } from '../../data/api.ts'
import { fleet } from '../../data/fleet-store.ts'
import { createForm } from '../../data/form.ts'
import type { Package } from '../../data/wire.ts'
import { CheckField, TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { toast } from '../../parts/toast.tsx'
import { POLICY_CHECKS, POLICY_FIELDS, policyPatch, policyTexts, setCheck, wholeLayer } from '../../policy/fields.ts'
import { layerOf } from '../../policy/layer.ts'
import { PolicyFields } from '../../policy/policy-fields.tsx'
import { PRESET_NAMES } from '../../policy/words.ts'
import { counted } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'

type Props = {
  readonly of: Package
  readonly onChange: (now: Package) => void
  readonly onClose: () => void
}

/** What the deployment waits where neither package nor number says otherwise; its own figure is a setting. */
const SILENCE_MS = 600_000

const within = (least: number, most: number) => (text: string) => {
  const value = Number(text)
  const good = text !== '' && Number.isInteger(value) && value >= least && value <= most
  return good ? undefined : `Enter a whole number from ${least} to ${most.toLocaleString('en')}.`
}

/** Everything that can be set for a package. Only what was changed is sent. */
export const EditPackage = (props: Props): JSX.Element => {
  const { of } = props
  const layer = layerOf(of)
  const own = policyTexts(layer)
  const form = createForm(
    {
      name: of.name,
      'failover.enabled': of.failover.enabled ? 'yes' : '',
      'failover.stickyPatienceSeconds': String(of.failover.stickyPatienceSeconds),
      routeDays: String(of.routeDays),
      backlogCap: String(of.backlogCap),
      holdDuplicates: of.holdDuplicates ? 'yes' : '',
      duplicateWindowSeconds: String(of.duplicateWindowSeconds),
      ...own,
    },
    {
      ...POLICY_CHECKS,
      // the deployment's figure holds without it, and is not known here
      reconcileWindowSeconds: setCheck('reconcileWindowSeconds', own.reconcileWindowSeconds),
      name: (text) => (text === '' ? 'Enter a name.' : undefined),
      'failover.stickyPatienceSeconds': within(0, 86_400),
      routeDays: within(1, 365),
      backlogCap: within(1, 1_000_000),
      duplicateWindowSeconds: within(0, 86_400),
    },
  )
  /** What holds without the package's own words, by the preset that is picked now. */
  const without = createMemo(() => {
    const preset = PRESET_NAMES.find((one) => one === form.value('preset'))
    return { ...policyTexts(wholeLayer(effectivePolicy({ preset }, {}, SILENCE_MS))), reconcileWindowSeconds: '' }
  })

  const numbers = () => Object.values(fleet.numbers).filter(({ packageId }) => packageId === of.id)

  const patch = (): Record<string, unknown> => {
    const changed = form.changed()
    const has = (name: (typeof changed)[number]): boolean => changed.includes(name)
    // Both or none: a setting that was stored as a mere yes or no is replaced, not completed.
    const failover = {
      enabled: form.value('failover.enabled') === 'yes',
      stickyPatienceSeconds: Number(form.value('failover.stickyPatienceSeconds')),
    }
    return {
      ...policyPatch(
        POLICY_FIELDS.filter((name) => has(name)),
        (name) => form.value(name),
        without(),
      ),
      ...(has('name') ? { name: form.value('name').trim() } : {}),
      ...(has('failover.enabled') || has('failover.stickyPatienceSeconds') ? { failover } : {}),
      ...(has('routeDays') ? { routeDays: Number(form.value('routeDays')) } : {}),
      ...(has('backlogCap') ? { backlogCap: Number(form.value('backlogCap')) } : {}),
      ...(has('holdDuplicates') ? { holdDuplicates: form.value('holdDuplicates') === 'yes' } : {}),
      ...(has('duplicateWindowSeconds')
        ? { duplicateWindowSeconds: Number(form.value('duplicateWindowSeconds')) }
        : {}),
    }
  }

  const save = async (): Promise<void> => {
    if (!form.valid()) return
    const changes = patch()
    try {
      if (Object.keys(changes).length > 0) {
        const now = await api.patch<Package>(`/packages/${encodeURIComponent(of.id)}`, changes)
        props.onChange(now)
        toast({ text: now.applied ? 'The package is changed.' : 'The change is kept; its actors take it in a moment.' })
      }
      props.onClose()
    } catch (error) {
      form.refuse(error)
    }
  }

  return (
    <FormDialog
      title={`Edit ${plain(of.name)}`}
      sub={`What is set here holds for ${of.profileIds.length === 0 ? 'each number that is added' : counted(of.profileIds.length, 'number')} where the number sets nothing itself.`}
      verb="Save"
      wide
      refused={form.refused()}
      onSubmit={save}
      onClose={props.onClose}
    >
      <TextField form={form} name="name" label="Name" maxLength={200} focus />
      <PolicyFields form={form} without={without()} of="package" numbers={numbers()} />
      <fieldset>
        <legend>Conversations</legend>
        <CheckField
          form={form}
          name="failover.enabled"
          label="Fail over: a template may move to another number"
          hint="Only when its number cannot send for longer than the patience. Free-form text and replies never move."
        />
        <div class="pair">
          <TextField
            form={form}
            name="failover.stickyPatienceSeconds"
            label="Patience before it moves"
            mode="numeric"
            unit="s"
          />
          <TextField form={form} name="routeDays" label="A route lives" mode="numeric" unit="days" />
        </div>
      </fieldset>
      <fieldset>
        <legend>Queue</legend>
        <CheckField
          form={form}
          name="holdDuplicates"
          label="Hold what looks like a duplicate"
          hint="The same text to the same recipient without an idempotency key; a person releases or cancels it."
        />
        <div class="pair">
          <TextField form={form} name="duplicateWindowSeconds" label="A duplicate within" mode="numeric" unit="s" />
          <TextField form={form} name="backlogCap" label="Places in the queue" mode="numeric" />
        </div>
      </fieldset>
    </FormDialog>
  )
}
