import { createSignal, For, type JSX, Show } from 'solid-js'
import { Icon } from './icon.tsx'
import { Shape } from './shape.tsx'
import './toast.css'

type Words = {
  readonly text: string
  readonly tone?: 'good' | 'critical' | 'info'
  /** takes it back, where that is possible */
  readonly undo?: () => void
}

type Shown = Words & { readonly id: number }

const STAYS_MS = 6_000

const [toasts, setToasts] = createSignal<readonly Shown[]>([])
let last = 0

const drop = (id: number): void => {
  setToasts((all) => all.filter((one) => one.id !== id))
}

/** A short word that something was done. It goes by itself; a reader who points at it keeps it. */
export const toast = (words: Words): void => {
  last += 1
  const id = last
  setToasts((all) => [...all.slice(-2), { ...words, id }])
}

/** Takes away what was said to somebody who is signed in no more. */
export const dropToasts = (): void => {
  setToasts([])
}

const Toast = (props: { readonly words: Shown }): JSX.Element => {
  let timer: number | undefined
  const leave = (): void => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => drop(props.words.id), STAYS_MS)
  }
  const keep = (): void => window.clearTimeout(timer)
  leave()
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing only keeps it longer, nothing is hidden from others
    <div class="toast" onMouseEnter={keep} onMouseLeave={leave} onFocusIn={keep} onFocusOut={leave}>
      <Shape of={props.words.tone ?? 'good'} />
      <span>{props.words.text}</span>
      <Show when={props.words.undo}>
        {(undo) => (
          <button
            class="button small"
            type="button"
            onClick={() => {
              undo()()
              drop(props.words.id)
            }}
          >
            Undo
          </button>
        )}
      </Show>
      <button class="button icon small" type="button" aria-label="Close" onClick={() => drop(props.words.id)}>
        <Icon of="close" />
      </button>
    </div>
  )
}

/** Where toasts appear; the frame holds it. */
export const Toasts = (): JSX.Element => (
  <div class="toasts" role="status">
    <For each={toasts()}>{(words) => <Toast words={words} />}</For>
  </div>
)
