import type { JSX } from 'solid-js'
import './spark-line.css'

type Props = {
  /** values of the present, oldest first; may be shorter than `was` */
  readonly now: readonly number[]
  /** values of the period before, drawn behind */
  readonly was: readonly number[]
}

const WIDE = 100
const HIGH = 22

/** Today over yesterday on one scale from zero, without axes: a shape, not a reading. */
export const SparkLine = (props: Props): JSX.Element => {
  const top = (): number => Math.max(1, ...props.now, ...props.was)
  const points = (values: readonly number[]): string => {
    const steps = Math.max(1, Math.max(props.was.length, props.now.length) - 1)
    return values.map((value, index) => `${(index / steps) * WIDE},${HIGH - (value / top()) * (HIGH - 2)}`).join(' ')
  }
  return (
    <svg class="spark" viewBox={`0 0 ${WIDE} 24`} preserveAspectRatio="none" aria-hidden="true">
      <polyline class="was" points={points(props.was)} />
      <polyline class="now" points={points(props.now)} />
    </svg>
  )
}
