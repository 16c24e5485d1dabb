import { createEffect, createMemo, createSignal, For, type JSX, on, onCleanup, onMount, Show, untrack } from 'solid-js'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { theme } from '../frame/theme.ts'
import { shortClock } from '../words/time.ts'
import { type ChartMark, optionsOf } from './chart-options.ts'
import { legendValue } from './legend.ts'
import { type ChartSeries, stacked } from './stacked.ts'
import './chart.css'

type Props = {
  /** what it shows, for those who do not see it */
  readonly label: string
  /** instants, ms, ascending; each slot begins there */
  readonly at: readonly number[]
  readonly series: readonly ChartSeries[]
  readonly height?: number
  readonly marks?: readonly ChartMark[]
  /** charts of one name share their crosshair */
  readonly sync?: string
  /** a click or Enter on a slot; a finger only reads it. `opens`: what it leads to, `the messages accepted in its 5 minutes` */
  readonly pick?: { readonly opens: string; readonly go: (at: number) => void }
}

/**
 * The one chart. Its legend shows sums, and the values of the slot that is pointed at; arrow keys walk through the slots.
 * Gaps are gaps, bars stand on zero, nothing is smoothed.
 */
export const Chart = (props: Props): JSX.Element => {
  let host: HTMLDivElement | undefined
  let chart: uPlot | undefined
  const [index, setIndex] = createSignal<number>()
  const data = createMemo(
    (): uPlot.AlignedData => [[...props.at], ...stacked(props.series).map(({ values }) => [...values])],
  )
  // A new kind of series or another theme is a new chart; new values are not.
  const kinds = createMemo(() => props.series.map(({ name, kind, tone }) => `${name} ${kind} ${tone}`).join())

  const build = (): void => {
    if (host === undefined) return
    chart?.destroy()
    const made = optionsOf({
      host,
      height: props.height ?? 184,
      series: props.series,
      marks: () => props.marks ?? [],
      sync: props.sync,
      onCursor: setIndex,
    })
    chart = new uPlot(made, untrack(data), host)
  }

  onMount(() => {
    createEffect(on([kinds, theme], build))
    createEffect(on(data, (next) => chart?.setData(next), { defer: true }))
    createEffect(
      on(
        () => props.marks,
        () => chart?.redraw(false),
        { defer: true },
      ),
    )
    const sizes = new ResizeObserver(() => {
      const width = host?.clientWidth ?? 0
      if (chart !== undefined && width > 0 && width !== chart.width)
        chart.setSize({ width, height: props.height ?? 184 })
    })
    if (host !== undefined) sizes.observe(host)
    onCleanup(() => sizes.disconnect())
  })
  onCleanup(() => chart?.destroy())

  const point = (to: number): void => {
    const at = props.at[Math.max(0, Math.min(props.at.length - 1, to))]
    if (chart === undefined || at === undefined) return
    chart.setCursor({ left: chart.valToPos(at, 'x') + 1, top: 1 })
  }

  const pick = (): void => {
    const at = props.at[index() ?? -1]
    if (at !== undefined) props.pick?.go(at)
  }

  const onKey = (event: KeyboardEvent): void => {
    const last = props.at.length - 1
    if (event.key === 'ArrowLeft') point((index() ?? last + 1) - 1)
    else if (event.key === 'ArrowRight') point((index() ?? -1) + 1)
    else if (event.key === 'Home') point(0)
    else if (event.key === 'End') point(last)
    else if (event.key === 'Enter') pick()
    else return
    event.preventDefault()
  }

  return (
    <div class="chart">
      <ul class="chart-legend" aria-live="polite">
        <Show when={index() !== undefined}>
          <li class="chart-at">{shortClock(props.at[index() ?? 0] ?? 0)}</li>
        </Show>
        <For each={props.series}>
          {(one) => (
            <li>
              <i data-tone={one.tone} data-kind={one.kind} aria-hidden="true" />
              {one.name} <b>{legendValue(one.values, index())}</b>
            </li>
          )}
        </For>
      </ul>
      {/* biome-ignore lint/a11y/useSemanticElements: no element is a chart that is walked through with the arrow keys */}
      <div
        ref={host}
        class="chart-host"
        role="group"
        classList={{ picks: props.pick !== undefined }}
        title={props.pick === undefined ? undefined : `Opens ${props.pick.opens}`}
        aria-label={`${props.label}. Arrow keys read it slot by slot${props.pick === undefined ? '' : `, Enter opens ${props.pick.opens}`}.`}
        tabindex="0"
        onKeyDown={onKey}
        onClick={(event) => !(event instanceof PointerEvent && event.pointerType === 'touch') && pick()}
      />
    </div>
  )
}
