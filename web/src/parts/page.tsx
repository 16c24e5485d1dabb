import { createEffect, Index, type JSX, onCleanup, Show } from 'solid-js'
import { setPlace, setTools } from '../frame/place.ts'
import './page.css'

type Props = {
  /** what the browser's tab and the top line say: `Home` */
  readonly name: string
  /** pages above this one, the nearest last */
  readonly above?: readonly { readonly name: string; readonly href: string }[]
  /** the page's answer to its first question; `name` without it */
  readonly title?: JSX.Element
  /** large: for a page that is looked at from afar */
  readonly large?: boolean
  /** one line below the title */
  readonly sub?: JSX.Element
  /** what holds for the whole page and stands in the top line: a time range */
  readonly tools?: JSX.Element
  /** the primary action and at most two others */
  readonly actions?: JSX.Element
  readonly children: JSX.Element
}

/** A page: its title, its actions, its place in the top line and in the tab. */
export const Page = (props: Props): JSX.Element => {
  createEffect(() => {
    setPlace([...(props.above ?? []), { name: props.name }])
    document.title = `${props.name} · Whats Guard`
  })
  createEffect(() => setTools(props.tools))
  onCleanup(() => {
    setPlace([])
    setTools(undefined)
  })
  return (
    <>
      <div class="page-head">
        <div class="page-title">
          <h1 classList={{ large: props.large === true }}>{props.title ?? props.name}</h1>
          <Show when={props.sub}>
            <div class="page-sub muted">{props.sub}</div>
          </Show>
        </div>
        <Show when={props.actions}>
          <div class="page-actions">{props.actions}</div>
        </Show>
      </div>
      {props.children}
    </>
  )
}

/** Small facts below a title: `<Facts of={[['Last send', '14:26:38']]} />`. */
export const Facts = (props: {
  readonly of: readonly (readonly [name: string, value: JSX.Element])[]
}): JSX.Element => (
  <dl class="facts">
    {/* by place: a figure that changes is one text that changes */}
    <Index each={props.of}>
      {(fact) => (
        <div>
          <dt>{fact()[0]}</dt>
          <dd>{fact()[1]}</dd>
        </div>
      )}
    </Index>
  </dl>
)
