import { For, type JSX } from 'solid-js'
import { api } from '../../data/api.ts'
import { nameOf } from '../../data/fleet.ts'
import { createForm } from '../../data/form.ts'
import type { Package } from '../../data/wire.ts'
import { TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { toast } from '../../parts/toast.tsx'
import { tenth } from '../../words/count.ts'
import type { Reports } from './package-data.ts'

type Props = {
  readonly of: Package
  readonly numbers: readonly string[]
  readonly reports: Reports
  readonly onChange: (now: Package) => void
  readonly onClose: () => void
}

const MOST = 1_000_000

const wrong = (text: string): string | undefined => {
  const value = Number(text)
  return text === '' || (Number.isFinite(value) && value >= 0 && value <= MOST) ? undefined : 'Enter a number from 0.'
}

/** Weights of `weighted` by hand; a number without one goes by its computed weight. */
export const SetWeights = (props: Props): JSX.Element => {
  const field = (id: string): string => `weights.${id}`
  const initial = Object.fromEntries(
    props.numbers.map((id) => [field(id), props.of.weights[id] === undefined ? '' : String(props.of.weights[id])]),
  )
  const form = createForm<string>(initial, Object.fromEntries(props.numbers.map((id) => [field(id), wrong])))
  const computed = (id: string): string | undefined => {
    const weight = props.reports.get(id)?.weight.total
    return weight === undefined ? undefined : `computed: ${tenth(weight)}`
  }
  const save = async (): Promise<void> => {
    if (!form.valid()) return
    const weights: Record<string, number> = {}
    for (const id of props.numbers) {
      const text = form.value(field(id)).trim()
      const now = Math.round(props.reports.get(id)?.weight.total ?? 0)
      // A weight that was set cannot be taken away: an emptied field gets the computed one of today.
      if (form.changed().includes(field(id))) weights[id] = text === '' ? now : Number(text)
    }
    try {
      if (Object.keys(weights).length > 0) {
        props.onChange(await api.patch<Package>(`/packages/${encodeURIComponent(props.of.id)}`, { weights }))
        toast({ text: 'The weights are set.' })
      }
      props.onClose()
    } catch (error) {
      form.refuse(error)
    }
  }
  return (
    <FormDialog
      title="Set weights"
      sub="For the mode weighted: a number with twice the weight gets about twice the messages. 0 gets none while another has more."
      verb="Save weights"
      refused={form.refused()}
      onSubmit={save}
      onClose={props.onClose}
    >
      <div class="pair">
        <For each={props.numbers}>
          {(id) => (
            <TextField form={form} name={field(id)} label={nameOf(id)} mode="decimal" placeholder={computed(id)} />
          )}
        </For>
      </div>
      <p class="muted small">
        An empty field goes by the computed weight. A weight that was set before stays set: emptied, it becomes the
        computed one of today.
      </p>
    </FormDialog>
  )
}
