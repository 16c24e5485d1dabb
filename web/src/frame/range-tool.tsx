import { For, type JSX } from 'solid-js'
import { SPANS, type Span, spanOf, spanText } from './spans.ts'
import './range-tool.css'

/** The time range in the top line, for pages with charts. */
export const RangeTool = (props: { readonly value: Span; readonly onChange: (span: Span) => void }): JSX.Element => (
  <select
    class="input range-tool"
    aria-label="Time range of the charts"
    onChange={(event) => props.onChange(spanOf(event.currentTarget.value) ?? props.value)}
  >
    <For each={SPANS}>
      {(span) => (
        <option value={span} selected={span === props.value}>
          {spanText(span)}
        </option>
      )}
    </For>
  </select>
)
