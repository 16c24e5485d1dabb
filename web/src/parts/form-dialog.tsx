import { createEffect, createSignal, createUniqueId, type JSX, onCleanup, onMount, Show } from 'solid-js'
import type { ApiError } from '../data/problem.ts'
import { sentence } from '../words/sentence.ts'
import { confirm, isAsking } from './confirm-dialog.tsx'
import { giveFocusBack } from './give-focus.ts'
import { Icon } from './icon.tsx'
import { stayOpen } from './stay-open.ts'
import './form-dialog.css'

type Props = {
  readonly title: string
  /** a word or two on what it is for */
  readonly sub?: JSX.Element
  /** the verb on the button: `Add number`; without one there is nothing to send */
  readonly verb?: string | undefined
  /** two columns of fields */
  readonly wide?: boolean
  /** why the last try came to nothing, as far as no field says it */
  readonly refused?: ApiError | undefined
  /** further buttons before the verb's */
  readonly more?: JSX.Element
  /** the word on the button that leaves it; `Cancel` without */
  readonly leave?: string
  /** sends it; the dialog stays until its holder takes it away */
  readonly onSubmit: () => Promise<unknown>
  /** it was left: by its button or Escape; who had entered something was asked before */
  readonly onClose: () => void
  readonly children: JSX.Element
}

/** What had the focus when the dialog, or the first of several, was opened. */
let opener: HTMLElement | undefined

/** What was entered is not lost by a key pressed in haste. */
const askToLeave = (leave: () => void): void =>
  confirm({
    title: 'Throw away what you entered?',
    text: 'It is kept nowhere: whoever wants it again has to enter it again.',
    verb: 'Throw it away',
    danger: true,
    run: async () => leave(),
  })

/** Opens what folds it away: a hidden field takes no focus, and what is wrong with it would be said to nobody. */
const unfold = (field: Element | null): void => {
  const box = field?.closest('details')
  if (!box) return
  box.open = true
  unfold(box.parentElement)
}

/** A form over the page. It is open as long as it is there: `<Show when={open()}><FormDialog … /></Show>`. */
export const FormDialog = (props: Props): JSX.Element => {
  let dialog: HTMLDialogElement | undefined
  const [running, setRunning] = createSignal(false)
  /** something was entered that is not taken yet */
  const [entered, setEntered] = createSignal(false)
  const title = createUniqueId()
  const held = document.activeElement
  // One dialog may follow another: the focus goes back to where the first was opened.
  if (held instanceof HTMLElement && held !== document.body && held.closest('dialog') === null) opener = held
  onMount(() => dialog?.showModal())
  stayOpen(running)
  const asks = (): boolean => entered() && !running() && props.verb !== undefined
  const leave = (): void => (asks() ? askToLeave(() => dialog?.close()) : dialog?.close())
  // As in `stayOpen`: `cancel` alone does not hold Escape.
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || isAsking()) return
    event.preventDefault()
    leave()
  }
  createEffect(() => {
    if (!asks()) return
    document.addEventListener('keydown', onKey)
    onCleanup(() => document.removeEventListener('keydown', onKey))
  })
  // Taken away after it was sent, it does not give the focus back by itself.
  onCleanup(() =>
    requestAnimationFrame(() => {
      if (document.querySelector('dialog[open]') !== null) return
      giveFocusBack(opener)
      opener = undefined
    }),
  )

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (running()) return
    setRunning(true)
    try {
      await props.onSubmit()
    } finally {
      setRunning(false)
    }
    const wrong = dialog?.querySelector<HTMLElement>('[aria-invalid="true"]')
    if (wrong === null && props.refused === undefined) setEntered(false)
    unfold(wrong ?? null)
    wrong?.focus()
  }

  return (
    <dialog
      ref={dialog}
      class="form-dialog"
      classList={{ wide: props.wide === true }}
      aria-labelledby={title}
      onCancel={(event) => {
        if (!running() && !asks()) return
        event.preventDefault()
        if (!running()) leave()
      }}
      onClose={() => props.onClose()}
    >
      <form method="dialog" novalidate onInput={() => setEntered(true)} onSubmit={(event) => void submit(event)}>
        <header>
          <h2 id={title}>{props.title}</h2>
          <button class="button icon small" type="button" aria-label="Close" disabled={running()} onClick={leave}>
            <Icon of="close" />
          </button>
          <Show when={props.sub}>
            <p class="muted">{props.sub}</p>
          </Show>
        </header>
        <div class="form-dialog-body">{props.children}</div>
        <footer>
          <Show when={props.refused}>
            {(error) => (
              <p class="form-dialog-refused" role="alert">
                {sentence(error().message)}
                <Show when={error().requestId}>{(id) => <span class="small"> Request {id()}.</span>}</Show>
              </p>
            )}
          </Show>
          <div class="form-dialog-buttons">
            <button class="button" type="button" disabled={running()} onClick={leave}>
              {props.leave ?? 'Cancel'}
            </button>
            {props.more}
            <Show when={props.verb}>
              {(verb) => (
                <button class="button primary" type="submit" disabled={running()}>
                  {running() ? 'Working' : verb()}
                </button>
              )}
            </Show>
          </div>
        </footer>
      </form>
    </dialog>
  )
}
