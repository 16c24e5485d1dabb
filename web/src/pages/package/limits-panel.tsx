import { createMemo, type JSX, Show } from 'solid-js'
import { effectivePolicy } from '../../../../worker/contract/effective-policy.ts'
import { nameOf } from '../../data/fleet.ts'
import { may } from '../../data/session.ts'
import type { Package, Profile } from '../../data/wire.ts'
import { KeyValues, type Line } from '../../parts/kv.tsx'
import { layerOf } from '../../policy/layer.ts'
import { capsText, drawText, hoursText, PRESET_WORDS } from '../../policy/words.ts'
import { count, counted } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import './limits-panel.css'

type Props = {
  readonly of: Package
  readonly configs: readonly Profile[] | undefined
  readonly onEdit: () => void
}

/** Members of a number's policy that the package has a word on. */
const OWN = ['preset', 'limits', 'cooldown', 'blackout', 'timezone'] as const

/** What a number of this package runs by as long as it sets nothing itself. */
export const LimitsPanel = (props: Props): JSX.Element => {
  const policy = createMemo(() => effectivePolicy(layerOf(props.of), {}, 0))
  const set = (bag: object, ...names: readonly string[]): string | undefined =>
    names.some((name) => name in bag) ? 'set for this package' : undefined
  const lines = (): readonly Line[] => {
    const { limits, cooldown, blackout, timezone, preset } = policy()
    const { of } = props
    const exempt = [
      ...(blackout.exemptAuthentication ? ['login codes'] : []),
      ...(blackout.exemptReplies ? ['replies'] : []),
    ]
    return [
      { name: 'Preset', value: PRESET_WORDS[preset], note: of.preset === null ? 'by default' : undefined },
      { name: 'Caps', value: capsText(limits), note: set(of.limits, 'hourly', 'threeHourly', 'daily') },
      {
        name: 'A second',
        value: limits.perSecond === null ? '80 % of what Meta allows' : counted(limits.perSecond, 'message'),
        note: set(of.limits, 'perSecond'),
      },
      {
        name: 'To one recipient',
        value: limits.perRecipientGapSeconds === 0 ? 'no gap' : `${limits.perRecipientGapSeconds} s apart`,
        note: set(of.limits, 'perRecipientGapSeconds'),
      },
      { name: 'On their way at once', value: count(limits.maxInFlight), note: set(of.limits, 'maxInFlight') },
      { name: 'Cooldown', value: drawText(cooldown), note: set(of.cooldown, 'min', 'max') },
      { name: 'Rush hours, × 0.7', value: hoursText(cooldown.rush), note: set(of.cooldown, 'rush') },
      {
        name: 'Quiet hours, × 2.5',
        value: hoursText(cooldown.quiet === null ? [] : [cooldown.quiet]),
        note: set(of.cooldown, 'quiet'),
      },
      {
        name: 'No sends at all',
        value: `${hoursText(blackout.windows)}${blackout.windows.length > 0 && exempt.length > 0 ? `, but ${exempt.join(' and ')}` : ''}`,
        note: set(of.blackout, 'windows'),
      },
      { name: 'Time zone', value: plain(timezone), note: of.timezone === null ? 'by default' : undefined },
    ]
  }
  const others = createMemo((): readonly string[] => {
    const wanted = policy()
    return (props.configs ?? [])
      .filter((one) => OWN.some((member) => !same(one[member], wanted[member])))
      .map(({ id }) => id)
  })
  return (
    <section class="panel" aria-labelledby="limits">
      <header>
        <h2 id="limits">Limits and cooldown</h2>
        <Show when={may('admin')}>
          <span class="end">
            <button class="button small" type="button" onClick={() => props.onEdit()}>
              Change
            </button>
          </span>
        </Show>
      </header>
      <KeyValues of={lines()} />
      <p class="limits-own muted small">
        <Show
          when={others().length > 0}
          fallback={`${props.of.profileIds.length === 0 ? 'Each number that is added runs' : 'Every number of the package runs'} by them; a number may set its own.`}
        >
          {others().length === 1
            ? '1 number runs by others of its own: '
            : `${count(others().length)} numbers run by others of their own: `}
          {others().slice(0, 3).map(nameOf).join(', ')}
          {others().length > 3 ? ` and ${count(others().length - 3)} more` : ''}.
        </Show>
      </p>
    </section>
  )
}

/** Equal as data, whatever the order of members. */
const same = (a: unknown, b: unknown): boolean => {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [one, two] = [Object.entries(a), Object.entries(b)]
  return one.length === two.length && one.every(([key, value]) => same(value, Reflect.get(b, key)))
}
