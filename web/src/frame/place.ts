import { createSignal, type JSX } from 'solid-js'

/** Where the reader is, for the top line: pages above it and the page itself, last. */
export type Step = { readonly name: string; readonly href?: string }

const [place, setPlace] = createSignal<readonly Step[]>([])

/** What a page puts into the top line besides, such as the time range that holds for it. */
const [tools, setTools] = createSignal<JSX.Element>()

export { place, setPlace, setTools, tools }
