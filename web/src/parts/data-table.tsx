import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import type { ApiError } from '../data/problem.ts'
import { Failure } from './async-view.tsx'
import { ColumnChoice } from './column-choice.tsx'
import { choose, createWanted, shownOf } from './columns.ts'
import { createRange, stopIn } from './virtual.ts'
import './data-table.css'

export type Column<Row> = {
  readonly id: string
  readonly name: string
  readonly cell: (row: Row) => JSX.Element
  /** orders the rows at hand: only for lists that are here as a whole */
  readonly compare?: (a: Row, b: Row) => number
  /** CSS width; without it the column takes its share of what is left */
  readonly width?: string
  readonly numeric?: boolean
  /** not shown until the reader asks for it */
  readonly hidden?: boolean
  /** left out on phones */
  readonly wideOnly?: boolean
}

type Props<Row> = {
  /** what the rows are: `Messages` */
  readonly label: string
  readonly rows: readonly Row[]
  readonly idOf: (row: Row) => string
  readonly columns: readonly Column<Row>[]
  /** px; every row has it, so that thousands can be drawn in part */
  readonly rowHeight?: number
  /** the row that is open beside the table */
  readonly current?: string | undefined
  /** Enter or a click on a row */
  readonly onOpen?: (row: Row) => void
  /** the next page, where there is one */
  readonly more?: boolean
  readonly loading?: boolean
  readonly error?: ApiError | undefined
  readonly onMore?: () => void
  /** lets the reader choose columns */
  readonly choose?: boolean
}

type Sort = { readonly id: string; readonly down: boolean }

/** How long a row is waited for that a scroll brings, in frames. */
const FRAMES = 30

/** Keys that move the focus from row to row, and by how many. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/** A long list: sorted, in part drawn, read page by page, walked through with the arrow keys. */
export const DataTable = <Row,>(props: Props<Row>): JSX.Element => {
  const high = props.rowHeight ?? 40
  let body: HTMLTableSectionElement | undefined
  const [sort, setSort] = createSignal<Sort>()
  const [at, setAt] = createSignal(0)
  const [wanted, setWanted] = createWanted(props.label)

  const columns = createMemo(() => shownOf(props.columns, props.choose === true ? wanted() : {}))
  const rows = createMemo(() => {
    const by = sort()
    const compare = props.columns.find((column) => column.id === by?.id)?.compare
    if (by === undefined || compare === undefined) return props.rows
    return props.rows.toSorted((a, b) => (by.down ? compare(b, a) : compare(a, b)))
  })
  const range = createRange(
    () => body,
    high,
    () => rows().length,
  )
  const stop = createMemo(() => stopIn(range(), at()))
  const shown = createMemo(() => {
    const { from, to } = range()
    // The end is in sight: the next page is asked for before it is reached.
    if (to >= rows().length && props.more === true && props.loading !== true && props.error === undefined)
      queueMicrotask(() => props.onMore?.())
    return rows().slice(from, to)
  })

  /** A row far away is drawn by the scroll, some frames later: until then the reader's keys must not fall into a void. */
  const reach = (index: number, frames: number): void => {
    requestAnimationFrame(() => {
      const row = body?.querySelector<HTMLElement>(`[data-index="${index}"]`)
      if (at() !== index) return
      if (row !== null && row !== undefined && frames < FRAMES) row.focus({ preventScroll: true })
      else if (frames > 0) reach(index, frames - 1)
    })
  }

  const focus = (index: number): void => {
    const to = Math.max(0, Math.min(rows().length - 1, index))
    setAt(to)
    const top = (body?.getBoundingClientRect().top ?? 0) + to * high
    const [least, most] = [120, window.innerHeight - 80 - high]
    if (top < least || top > most) window.scrollBy({ top: top < least ? top - least : top - most })
    reach(to, FRAMES)
  }

  const onKey = (event: KeyboardEvent, row: Row): void => {
    // Keys of a link or button in the row are its own.
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return
    const step = STEPS[event.key]
    // not this row's: a key that is held comes again before the next row has the focus
    if (step !== undefined) focus(at() + step)
    else if (event.key === 'Enter') props.onOpen?.(row)
    else return
    event.preventDefault()
  }

  const onClick = (event: MouseEvent, row: Row): void => {
    const target = event.target
    const own = target instanceof Element && target.closest('a, button, input, summary') !== null
    if (!own && window.getSelection()?.isCollapsed !== false) props.onOpen?.(row)
  }

  const press = (column: Column<Row>): void => {
    const now = sort()
    // Up, down, and back to the order in which they came.
    if (now?.id !== column.id) setSort({ id: column.id, down: false })
    else setSort(now.down ? undefined : { id: column.id, down: true })
  }

  const sortWord = (column: Column<Row>) =>
    sort()?.id !== column.id ? undefined : sort()?.down === true ? 'descending' : 'ascending'

  return (
    <div class="data-table">
      <Show when={props.choose}>
        <ColumnChoice
          columns={props.columns}
          shown={new Set(columns().map((column) => column.id))}
          onChange={(shown) => setWanted(choose(props.columns, shown, wanted()))}
        />
      </Show>
      <div class="tablewrap">
        <table style={{ '--row': `${high}px` }} aria-rowcount={props.more === true ? -1 : rows().length + 1}>
          <caption class="unseen">{props.label}</caption>
          <thead>
            <tr>
              <For each={columns()}>
                {(column) => (
                  <th
                    scope="col"
                    classList={{ number: column.numeric === true, wide: column.wideOnly === true }}
                    style={{ width: column.width ?? 'auto' }}
                    aria-sort={sortWord(column)}
                  >
                    <Show when={column.compare} fallback={column.name}>
                      <button type="button" onClick={() => press(column)}>
                        {column.name}
                        <span aria-hidden="true">
                          {sortWord(column) === 'ascending' ? ' ↑' : sortWord(column) === 'descending' ? ' ↓' : ''}
                        </span>
                      </button>
                    </Show>
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody ref={body}>
            <Show when={range().from > 0}>
              <tr class="filler" style={{ '--high': `${range().from * high}px` }} />
            </Show>
            <For each={shown()}>
              {(row, offset) => {
                const index = (): number => range().from + offset()
                return (
                  <tr
                    tabindex={stop() === index() ? 0 : -1}
                    data-index={index()}
                    aria-rowindex={index() + 2}
                    aria-current={props.current === props.idOf(row) ? 'true' : undefined}
                    classList={{ opens: props.onOpen !== undefined }}
                    onFocus={() => setAt(index())}
                    onKeyDown={(event) => onKey(event, row)}
                    onClick={(event) => onClick(event, row)}
                  >
                    <For each={columns()}>
                      {(column) => (
                        <td classList={{ number: column.numeric === true, wide: column.wideOnly === true }}>
                          {column.cell(row)}
                        </td>
                      )}
                    </For>
                  </tr>
                )
              }}
            </For>
            <Show when={range().to < rows().length}>
              <tr class="filler" style={{ '--high': `${(rows().length - range().to) * high}px` }} />
            </Show>
          </tbody>
        </table>
      </div>
      <Show when={props.error}>
        {(error) => <Failure error={error()} what="next page" onRetry={() => props.onMore?.()} />}
      </Show>
      <Show when={props.more === true && props.error === undefined}>
        <div class="data-table-more">
          <button class="button quiet" type="button" disabled={props.loading} onClick={() => props.onMore?.()}>
            {props.loading === true ? 'Loading' : 'Show more'}
          </button>
        </div>
      </Show>
    </div>
  )
}
