import { For, type JSX, Show } from 'solid-js'
import type { Preset } from '../../../durable/domain/policy.ts'
import { PRESETS } from '../../../worker/contract/effective-policy.ts'
import type { FleetNumber } from '../data/fleet-number.ts'
import type { Fields } from '../data/form.ts'
import { CheckField, TextField } from '../parts/field.tsx'
import { Shape } from '../parts/shape.tsx'
import { capNotes } from './cap-notes.ts'
import type { PolicyField } from './fields.ts'
import { capsText, cooldownPhrase, PRESET_NAMES, PRESET_WORDS } from './words.ts'
import './policy-fields.css'

type Props = {
  readonly form: Fields<PolicyField>
  /** what holds where a field is empty */
  readonly without: Readonly<Record<PolicyField, string>>
  /** whose word counts where a number has none of its own */
  readonly of: 'package' | 'number'
  /** the numbers that it is about, as far as they are known */
  readonly numbers: readonly Pick<FleetNumber, 'usage'>[]
}

const presetText = (preset: Preset): string => {
  const { limits, cooldown } = PRESETS[preset]
  return `${capsText(limits)}; ${cooldownPhrase(cooldown)}.`
}

/** The preset, as a choice with what each one means. */
const PresetChoice = (props: Pick<Props, 'form' | 'without' | 'of'>): JSX.Element => {
  const chosen = () => props.form.value('preset')
  // A package that names none runs by the first; a number without one follows its package.
  const options = (): readonly (Preset | '')[] => (props.of === 'number' ? ['', ...PRESET_NAMES] : PRESET_NAMES)
  const picked = (one: Preset | ''): boolean =>
    chosen() === one || (chosen() === '' && props.of === 'package' && one === props.without.preset)
  return (
    <fieldset class="choices">
      <legend>Preset</legend>
      <For each={options()}>
        {(one) => (
          <label class="choice">
            <input type="radio" name="preset" checked={picked(one)} onChange={() => props.form.set('preset', one)} />
            <span>
              <b>{one === '' ? 'As the package' : PRESET_WORDS[one]}</b>
              <span class="muted small">
                {one === '' ? 'Its preset; after one of its own, the one that the package has today.' : presetText(one)}
              </span>
            </span>
          </label>
        )}
      </For>
    </fieldset>
  )
}

/** The API takes no member away again: see `policyPatch`. */
const EMPTY: Readonly<Record<Props['of'], string>> = {
  package:
    'A field that was never set follows the preset, which is shown in grey. One that was set stays set: emptied, it becomes the grey value of today.',
  number:
    'A field that was never set follows the package and the preset, which is shown in grey. One that was set stays set: emptied, it becomes the grey value of today, and a later change of the package does not reach it.',
}

const zones = (): readonly string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')]

/** Limits, cooldown and hours of a package or a number: empty fields show in grey what holds without them. */
export const PolicyFields = (props: Props): JSX.Element => {
  const text = (
    name: PolicyField,
    label: string,
    more: { unit?: string; hint?: string; mode?: 'numeric' | 'decimal' } = {},
  ): JSX.Element => (
    <TextField form={props.form} name={name} label={label} placeholder={props.without[name]} {...more} />
  )
  const inForce = (name: PolicyField): string => props.form.value(name).trim() || props.without[name]
  const notes = (): string => capNotes(props.of, inForce, props.numbers).join(' ')
  return (
    <>
      <PresetChoice form={props.form} without={props.without} of={props.of} />
      <p class="muted small">{EMPTY[props.of]}</p>
      <fieldset>
        <legend>Caps of {props.of === 'package' ? 'each number' : 'this number'}</legend>
        <div class="triple">
          {text('limits.hourly', 'Messages an hour')}
          {text('limits.threeHourly', 'In 3 hours')}
          {text('limits.daily', 'In 24 hours')}
        </div>
        <p class="muted small">Rolling windows. 0 lets nothing leave; none leaves it to Meta's own limits.</p>
        <Show when={notes()}>
          {(text) => (
            <p class="policy-effect small" role="status">
              <Shape of="warning" />
              <span>{text()}</span>
            </p>
          )}
        </Show>
      </fieldset>
      <fieldset>
        <legend>Cooldown after each send</legend>
        <div class="pair">
          {text('cooldown.min', 'At least', { unit: 's', mode: 'decimal' })}
          {text('cooldown.max', 'At most', { unit: 's', mode: 'decimal' })}
          {text('cooldown.rush', 'Rush hours, cooldown × 0.7')}
          {text('cooldown.quiet', 'Quiet hours, cooldown × 2.5')}
        </div>
      </fieldset>
      <fieldset>
        <legend>Hours</legend>
        <div class="pair">
          {text('blackout.windows', 'No sends at all', { hint: 'Such as 23:00–06:00; several with commas.' })}
          <TextField
            form={props.form}
            name="timezone"
            label="Time zone of these hours"
            placeholder={props.without.timezone}
            list="policy-zones"
          />
        </div>
        <CheckField form={props.form} name="blackout.exemptAuthentication" label="Login codes leave all the same" />
        <CheckField
          form={props.form}
          name="blackout.exemptReplies"
          label="Replies within an open service window leave all the same"
        />
        <datalist id="policy-zones">
          <For each={zones()}>{(zone) => <option value={zone} />}</For>
        </datalist>
      </fieldset>
      <details class="form-more">
        <summary>Finer limits</summary>
        <div class="pair">
          {text('limits.perSecond', 'Messages a second', { hint: 'none: 80 % of what Meta allows the number.' })}
          {text('limits.perRecipientGapSeconds', 'Between two to one recipient', { unit: 's', mode: 'decimal' })}
          {text('limits.maxInFlight', 'On their way at once', { mode: 'numeric' })}
          {text('limits.queue', 'Queue of a number', { mode: 'numeric' })}
          {text('reconcileWindowSeconds', 'Silence before a lost answer counts as not sent', {
            unit: 's',
            mode: 'decimal',
          })}
        </div>
      </details>
    </>
  )
}
