import { createSignal, type JSX } from 'solid-js'
import { Icon } from '../../parts/icon.tsx'

type Props = {
  /** whom the list is asked for; '' = everybody */
  readonly asked: string
  readonly onFind: (recipient: string) => void
}

/** Looks one recipient's route up; an emptied field shows all again. */
export const FindRoute = (props: Props): JSX.Element => {
  const [typed, setTyped] = createSignal(props.asked)
  const find = (event: SubmitEvent): void => {
    event.preventDefault()
    props.onFind(typed().trim())
  }
  return (
    <form class="routes-find" onSubmit={find}>
      <div class="routes-search">
        <Icon of="search" />
        <input
          class="input"
          type="search"
          placeholder="Whole number or user id"
          aria-label="Find a route by the whole number or user id"
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
    </form>
  )
}
