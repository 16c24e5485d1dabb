import { A } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import { type PageId, pathTo } from '../pages.ts'

type Props = {
  readonly to: PageId
  /** of the package, number or message, for pages of one thing */
  readonly id?: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly class?: string
  readonly children: JSX.Element
  /** what stands there while there is no such page for this reader; without it the words alone */
  readonly fallback?: JSX.Element
}

/** A link to a page of ours, or only its words where the page is not there or the reader may not open it. */
export const PageLink = (props: Props): JSX.Element => (
  <Show when={pathTo(props.to, { id: props.id, query: props.query })} fallback={props.fallback ?? props.children}>
    {(href) => (
      <A href={href()} class={props.class ?? 'link'}>
        {props.children}
      </A>
    )}
  </Show>
)
