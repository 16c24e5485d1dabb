import { createEffect, createSignal, createUniqueId, type JSX, on, Show } from 'solid-js'
import { type ApiError, asApiError, mayBeDone } from '../data/problem.ts'
import { sentence } from '../words/sentence.ts'
import { giveFocusBack } from './give-focus.ts'
import { stayOpen } from './stay-open.ts'
import { toast } from './toast.tsx'
import './confirm-dialog.css'

export type Confirmation = {
  /** a question: `Stop all sending?` */
  readonly title: string
  /** what will happen, to how many */
  readonly text: string
  /** the verb on the button: `Stop all sending` */
  readonly verb: string
  readonly danger?: boolean
  /** asks for a reason, which the audit log keeps; not needed */
  readonly reason?: boolean
  /** what has to be typed before it can be done, for what cannot be undone: a name */
  readonly typed?: string
  /** does it; the dialog stays open while it runs, and says so when it fails */
  readonly run: (reason: string | undefined) => Promise<unknown>
}

const [asked, setAsked] = createSignal<Confirmation>()

/** Asks before something is done that others will feel. One dialog for the whole page: the frame holds it. */
export const confirm = (what: Confirmation): void => {
  setAsked(what)
}

/** Whether somebody is being asked. */
export const isAsking = (): boolean => asked() !== undefined

/** Takes back what was asked and not answered. */
export const dropConfirm = (): void => {
  setAsked()
}

/** Marks that keep a name from turning the words around it are not typed. */
const isTyped = (wanted: string | undefined, text: string): boolean =>
  wanted === undefined || wanted.replace(/[\u2068\u2069]/g, '').trim() === text.trim()

const failure = (error: ApiError): string =>
  `${mayBeDone(error) ? 'that is not confirmed' : 'that did not work'}: ${error.message}`

export const ConfirmDialog = (): JSX.Element => {
  let dialog: HTMLDialogElement | undefined
  const [reason, setReason] = createSignal('')
  const [typed, setTyped] = createSignal('')
  const [runs, setRuns] = createSignal<Confirmation>()
  const [error, setError] = createSignal<ApiError>()
  const title = createUniqueId()
  const text = createUniqueId()

  createEffect(
    on(asked, (what) => {
      if (what === undefined) return
      setReason('')
      setTyped('')
      setError(undefined)
      dialog?.showModal()
    }),
  )

  const running = (): boolean => runs() !== undefined && runs() === asked()
  stayOpen(running)

  const run = async (what: Confirmation): Promise<void> => {
    setRuns(what)
    setError(undefined)
    try {
      await what.run(reason().trim() === '' ? undefined : reason().trim())
      // Another question may stand here by now.
      if (asked() === what) dialog?.close()
    } catch (thrown) {
      const failed = asApiError(thrown)
      if (asked() === what) setError(failed)
      else toast({ text: `${what.verb}: ${failure(failed)}`, tone: 'critical' })
    }
    setRuns((now) => (now === what ? undefined : now))
  }

  return (
    <dialog
      ref={dialog}
      class="confirm"
      aria-labelledby={title}
      aria-describedby={text}
      onCancel={(event) => running() && event.preventDefault()}
      onClose={() => {
        setAsked()
        requestAnimationFrame(() => giveFocusBack())
      }}
    >
      <Show when={asked()}>
        {(what) => (
          <form
            method="dialog"
            onSubmit={(event) => {
              event.preventDefault()
              void run(what())
            }}
          >
            <h2 id={title}>{what().title}</h2>
            <p id={text}>{what().text}</p>
            <Show when={what().reason}>
              <label class="field">
                <span>Reason, for the audit log</span>
                <input
                  class="input"
                  type="text"
                  maxLength={500}
                  autocomplete="off"
                  value={reason()}
                  onInput={(event) => setReason(event.currentTarget.value)}
                />
              </label>
            </Show>
            <Show when={what().typed}>
              {(name) => (
                <label class="field">
                  <span>Type {name()} to go on</span>
                  <input
                    class="input"
                    type="text"
                    autocomplete="off"
                    spellcheck={false}
                    value={typed()}
                    onInput={(event) => setTyped(event.currentTarget.value)}
                  />
                </label>
              )}
            </Show>
            <Show when={error()}>
              {(failed) => (
                <p class="confirm-error" role="alert">
                  {sentence(failure(failed()))}
                  <Show when={failed().requestId}>{(id) => <> Request {id()}.</>}</Show>
                </p>
              )}
            </Show>
            <div class="confirm-buttons">
              <button class="button" type="button" disabled={running()} onClick={() => dialog?.close()}>
                Cancel
              </button>
              <button
                class="button"
                classList={{ danger: what().danger === true, primary: what().danger !== true }}
                type="submit"
                disabled={running() || !isTyped(what().typed, typed())}
              >
                {running() ? 'Working' : what().verb}
              </button>
            </div>
          </form>
        )}
      </Show>
    </dialog>
  )
}
