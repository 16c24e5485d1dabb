import uPlot from 'uplot'
import { count } from '../words/count.ts'
import { shortClock } from '../words/time.ts'
import { slotRange } from './slot-range.ts'
import { type ChartSeries, spread, stacked } from './stacked.ts'

export type ChartMark = {
  /** ms */
  readonly at: number
  readonly label: string
}

type Colours = Readonly<Record<ChartSeries['tone'] | 'line' | 'text' | 'surface' | 'warn', string>>

/** The tokens as the canvas wants them: it knows no custom properties. */
const coloursOf = (host: HTMLElement): Colours => {
  const probe = document.createElement('span')
  host.append(probe)
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const colours = {
    bar: read('bar'),
    bad: read('bad'),
    muted: read('muted'),
    accent: read('accent'),
    line: read('line'),
    text: read('text'),
    surface: read('surface'),
    warn: read('warn'),
  }
  probe.remove()
  return colours
}

/** Whole figures only: there is no half message. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 1_000_000]

const FLAG = 8

/** Numbered flags at the top, each with a dashed line to the ground. */
const drawMarks = (chart: uPlot, marks: readonly ChartMark[], colours: Colours, font: string): void => {
  const { ctx, bbox } = chart
  const scale = window.devicePixelRatio
  ctx.save()
  ctx.font = `600 ${11 * scale}px ${font}`
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  const right = bbox.left + bbox.width
  const seen = marks
    .map(({ at, label }) => ({ label, x: Math.round(chart.valToPos(at, 'x', true)) }))
    .filter(({ x }) => x >= bbox.left && x <= right)
  // Flags of one moment stand side by side, each still with its line.
  const flags = spread(
    seen.map(({ x }) => x),
    (2 * FLAG + 2) * scale,
    right - FLAG * scale,
  )
  for (const [index, { x: ground, label }] of seen.entries()) {
    const x = flags[index] ?? ground
    const y = FLAG * scale + scale
    ctx.strokeStyle = colours.warn
    ctx.lineWidth = scale
    ctx.setLineDash([2 * scale, 3 * scale])
    ctx.beginPath()
    ctx.moveTo(x, y + FLAG * scale)
    ctx.lineTo(ground, y + 2 * FLAG * scale)
    ctx.lineTo(ground, bbox.top + bbox.height)
    ctx.stroke()
    ctx.setLineDash([])
    ctx.fillStyle = colours.surface
    ctx.beginPath()
    ctx.arc(x, y, (FLAG - 0.5) * scale, 0, 2 * Math.PI)
    ctx.fill()
    ctx.stroke()
    ctx.fillStyle = colours.text
    ctx.fillText(label, x, y)
  }
  ctx.restore()
}

type Make = {
  readonly host: HTMLElement
  readonly height: number
  readonly series: readonly ChartSeries[]
  readonly marks: () => readonly ChartMark[]
  /** charts of one name share their crosshair */
  readonly sync: string | undefined
  readonly onCursor: (index: number | undefined) => void
}

const PATHS = {
  bars: uPlot.paths.bars?.({ size: [0.8, 24], align: 1 }),
  steps: uPlot.paths.stepped?.({ align: 1 }),
  line: uPlot.paths.linear?.(),
} as const

/** Everything that uPlot is told: no smoothing, bars from zero, times by the reader's clock. */
export const optionsOf = ({ host, height, series, marks, sync, onCursor }: Make): uPlot.Options => {
  const colours = coloursOf(host)
  const font = getComputedStyle(host).fontFamily
  const axis = { stroke: colours.muted, font: `12px ${font}`, ticks: { show: false } } as const
  return {
    width: Math.max(1, host.clientWidth),
    height,
    ms: 1,
    padding: [18, 18, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: false, y: false },
      ...(sync === undefined ? {} : { sync: { key: sync } }),
    },
    scales: {
      x: { time: true, range: ({ data: [at] }) => slotRange(at) },
      y: { range: (_, __, most) => [0, Math.max(4, most * 1.08)] },
    },
    axes: [
      { ...axis, size: 28, grid: { show: false }, space: 72, values: (_, at) => at.map((ms) => shortClock(ms)) },
      {
        ...axis,
        size: 40,
        incrs: STEPS,
        grid: { stroke: colours.line, width: 1 },
        values: (_, values) => values.map((value) => count(value)),
      },
    ],
    series: [
      {},
      ...stacked(series).map(({ name, kind, tone }): uPlot.Series => {
        const paths = PATHS[kind]
        return {
          label: name,
          ...(paths === undefined ? {} : { paths }),
          ...(kind === 'bars' ? { fill: colours[tone], width: 0 } : { stroke: colours[tone], width: 1 }),
          points: { show: false },
          spanGaps: false,
        }
      }),
    ],
    hooks: {
      setCursor: [(chart) => onCursor(chart.cursor.idx ?? undefined)],
      draw: [(chart) => drawMarks(chart, marks(), colours, font)],
    },
  }
}
