import { createEffect, createSignal, type JSX, on } from 'solid-js'
import { Icon } from './icon.tsx'
import './find-user.css'

type Props = {
  /** what is looked for, for who does not see the field */
  readonly label: string
  /** whom the list is asked for; '' = everybody */
  readonly asked: string
  readonly onFind: (recipient: string) => void
  readonly class: string
  /** what narrows the list besides */
  readonly children?: JSX.Element
}

/** Looks for one user by his whole address; an emptied field shows all again. */
export const FindUser = (props: Props): JSX.Element => {
  const [typed, setTyped] = createSignal(props.asked)
  createEffect(on(() => props.asked, setTyped, { defer: true }))
  const find = (event: SubmitEvent): void => {
    event.preventDefault()
    props.onFind(typed().trim())
  }
  return (
    <form class={`find-user ${props.class}`} onSubmit={find}>
      <div class="find-user-field">
        <Icon of="search" />
        <input
          class="input"
          type="search"
          placeholder="Whole number or user id"
          aria-label={props.label}
          maxLength={200}
          autocomplete="off"
          spellcheck={false}
          value={typed()}
          onInput={(event) => {
            setTyped(event.currentTarget.value)
            if (event.currentTarget.value === '' && props.asked !== '') props.onFind('')
          }}
        />
      </div>
      <button class="button" type="submit">
        Find
      </button>
      {props.children}
    </form>
  )
}
