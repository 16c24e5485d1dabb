import { createEffect, createMemo, createSignal, type JSX, on } from 'solid-js'
import './flash.css'

/** Text whose ground lights up once when it changes. Two names of one animation: a new name starts it anew. */
export const Flash = (props: { readonly value: string }): JSX.Element => {
  const [turn, setTurn] = createSignal(0)
  // What it is made from may change without changing it.
  const value = createMemo(() => props.value)
  createEffect(on(value, () => setTurn((before) => before + 1), { defer: true }))
  return (
    <span class="flash" classList={{ odd: turn() % 2 === 1, even: turn() > 0 && turn() % 2 === 0 }}>
      {value()}
    </span>
  )
}
