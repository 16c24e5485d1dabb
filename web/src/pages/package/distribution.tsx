import { createEffect, createMemo, createSignal, For, type JSX, on, onCleanup, Show, untrack } from 'solid-js'
import { choose } from '../../../../durable/domain/distribution.ts'
import type { Distribution as Mode } from '../../../../durable/domain/policy.ts'
import { api } from '../../data/api.ts'
import { createNow } from '../../data/clock.ts'
import { nameOf, refreshFleet } from '../../data/fleet.ts'
import type { FleetNumber } from '../../data/fleet-number.ts'
import { asApiError } from '../../data/problem.ts'
import { may } from '../../data/session.ts'
import type { Package, Profile } from '../../data/wire.ts'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { toast } from '../../parts/toast.tsx'
import { MODE_WORDS, MODES, modeOf } from '../../policy/words.ts'
import { count, counted, tenth } from '../../words/count.ts'
import { span } from '../../words/time.ts'
import { ModeCard } from './mode-card.tsx'
import type { Reports } from './package-data.ts'
import { type Away, absence, runnerOf, scoreOf } from './runner.ts'
import { SetWeights } from './set-weights.tsx'
import { type Arrival, candidateOf, type Runner, type Share, shareOf, stateOf } from './share.ts'
import { shortNames } from './short-names.ts'
import './distribution.css'

const MESSAGES = 100
/** The picture is of this moment; a new one each few seconds can be read. */
const EVERY_MS = 10_000

type Props = {
  readonly of: Package
  readonly numbers: readonly FleetNumber[]
  readonly reports: Reports
  readonly configs: readonly Profile[] | undefined
  readonly onChange: (now: Package) => void
}

type Picture = { readonly now: number; readonly runners: readonly Runner[]; readonly away: readonly Away[] }

const ARRIVALS = [
  { value: 'apart', label: 'One after another' },
  { value: 'together', label: 'All at once' },
] as const

/** What each mode would do with the next messages, and which one is in use. */
export const Distribution = (props: Props): JSX.Element => {
  const [arrival, setArrival] = createSignal<Arrival>('apart')
  const [wanted, setWanted] = createSignal<Mode>()
  const [busy, setBusy] = createSignal(false)
  const [shares, setShares] = createSignal<Partial<Record<Mode, Share>>>({})
  const [weighing, setWeighing] = createSignal(false)
  const inUse = () => modeOf(props.of.distribution)
  const chosen = () => wanted() ?? inUse()
  const tick = createNow(EVERY_MS)

  // The package is read anew with every few messages; its weights seldom change.
  const setWeights = createMemo(() => props.of.weights, undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  })

  const picture = createMemo((): Picture => {
    const now = tick()
    const { reports } = props
    const weights = setWeights()
    return untrack(() => {
      const runners: Runner[] = []
      const away: Away[] = []
      for (const one of props.numbers) {
        const report = reports.get(one.id)
        const why = absence(one, report)
        if (why !== undefined || report === undefined) away.push({ id: one.id, why: why ?? 'does not answer' })
        else {
          const queueCap = props.configs?.find(({ id }) => id === one.id)?.limits.queue
          runners.push(runnerOf(one, report, { setWeight: weights[one.id], queueCap }, now))
        }
      }
      return { now, runners, away }
    })
  })

  // One mode in a turn: with many numbers a run takes a while, and the page must not stand still for it.
  createEffect(
    on([picture, arrival], ([{ now, runners }, arriving]) => {
      const left = [...MODES]
      let timer: number | undefined
      const step = (): void => {
        const mode = left.shift()
        if (mode === undefined) return
        const share = shareOf(mode, runners, MESSAGES, arriving, now)
        setShares((known) => ({ ...known, [mode]: share }))
        timer = window.setTimeout(step, 0)
      }
      step()
      onCleanup(() => window.clearTimeout(timer))
    }),
  )

  const most = createMemo(() =>
    Math.max(1, ...Object.values(shares()).flatMap((share) => [...share.counts.values(), share.waits])),
  )
  const names = createMemo(() => {
    const ids = props.numbers.map(({ id }) => id)
    const short = shortNames(ids.map(nameOf))
    return new Map(ids.map((id, index) => [id, short[index] ?? id]))
  })

  /** The number that smart would take first, by the rule itself, and its figures. */
  const first = createMemo(() => {
    const { runners, now } = picture()
    const open = runners.map((runner) => candidateOf(stateOf(runner), 'smart', now)).filter(({ credit }) => credit >= 1)
    const choice = choose('smart', open, now, () => 0)
    const runner = runners.find(({ id }) => id === choice?.candidate.profileId)
    return runner === undefined ? undefined : { runner, score: scoreOf(runner, now) }
  })
  /** given out before what comes new */
  const waiting = () => props.of.live?.backlog.total ?? 0
  const readyText = (runner: Runner): string => {
    const wait = runner.readyAt - picture().now
    return wait < 50 ? 'it is ready now' : `it is ready in ${span(wait)}`
  }

  let shown = true
  onCleanup(() => {
    shown = false
  })
  /** Of this package, whichever is shown by the time that it is answered or taken back. */
  const use = async (id: string, before: Mode, mode: Mode): Promise<void> => {
    setBusy(true)
    try {
      const now = await api.patch<Package>(`/packages/${encodeURIComponent(id)}`, { distribution: mode })
      if (shown && props.of.id === id) {
        props.onChange(now)
        setWanted()
      } else void refreshFleet()
      toast({ text: `${MODE_WORDS[mode]} is in use.`, undo: () => void use(id, mode, before) })
    } catch (error) {
      toast({ text: `Still ${MODE_WORDS[before].toLowerCase()}: ${asApiError(error).message}`, tone: 'critical' })
    }
    setBusy(false)
  }

  return (
    <section class="panel modes" aria-labelledby="distribution">
      <header>
        <h2 id="distribution">Distribution</h2>
        <span class="muted small modes-sub">
          what each mode would do with the next {MESSAGES} messages to new recipients
          {chosen() === inUse() ? ', and the difference from now' : ''}
        </span>
        <span class="end">
          <FilterChips label="How the messages come" chips={ARRIVALS} value={arrival()} onChange={setArrival} />
        </span>
      </header>
      <fieldset>
        <legend class="unseen">Distribution mode</legend>
        <div class="modes-cards">
          <For each={MODES}>
            {(mode) => (
              <ModeCard
                mode={mode}
                inUse={inUse() === mode}
                picked={chosen() === mode}
                share={shares()[mode]}
                against={inUse() === mode ? undefined : shares()[inUse()]}
                order={picture().runners.map(({ id }) => id)}
                away={picture().away}
                most={most()}
                nameOf={(id) => names().get(id) ?? nameOf(id)}
                onPick={may('admin') ? () => setWanted(mode) : undefined}
              />
            )}
          </For>
        </div>
      </fieldset>
      <Show when={chosen() !== inUse()}>
        <div class="modes-change">
          <p>
            <b>Use {MODE_WORDS[chosen()].toLowerCase()} from now on?</b> What waits in the package is given out by it as
            well; what is with a number stays there.
          </p>
          <button class="button" type="button" disabled={busy()} onClick={() => setWanted()}>
            Keep {MODE_WORDS[inUse()].toLowerCase()}
          </button>
          <button
            class="button primary"
            type="button"
            disabled={busy()}
            onClick={() => void use(props.of.id, inUse(), chosen())}
          >
            Use {MODE_WORDS[chosen()].toLowerCase()}
          </button>
        </div>
      </Show>
      <div class="modes-foot">
        <p>
          <Show when={waiting() > 0}>
            {counted(waiting(), 'message')} {waiting() === 1 ? 'waits' : 'wait'} in the package already and{' '}
            {waiting() === 1 ? 'is' : 'are'} given out first.{' '}
          </Show>
          <Show
            when={first()}
            fallback={
              picture().runners.length === 0
                ? 'No number can take a message now: what comes waits in the package. '
                : 'Each number holds all that it may send within a minute: the next message waits in the package until one has a place. '
            }
          >
            {(best) => (
              <>
                <b>Smart would begin with {nameOf(best().runner.id)}:</b> score {tenth(best().score.total)} from weight{' '}
                {tenth(best().score.weight)}, {count(best().score.headroom)}&nbsp;% of its tightest limit free, risk{' '}
                {count(best().runner.risk)}; {readyText(best().runner)}.{' '}
              </>
            )}
          </Show>
          Recipients with a route stay with their number in every mode.
        </p>
        <Show when={may('admin') && chosen() === 'weighted' && props.numbers.length > 0}>
          <button class="button small" type="button" onClick={() => setWeighing(true)}>
            Set weights
          </button>
        </Show>
      </div>
      <Show when={weighing()}>
        <SetWeights
          of={props.of}
          numbers={props.numbers.map(({ id }) => id)}
          reports={props.reports}
          onChange={props.onChange}
          onClose={() => setWeighing(false)}
        />
      </Show>
    </section>
  )
}
