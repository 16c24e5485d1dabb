import { createEffect, createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js'
import { type ApiError, asApiError } from '../data/problem.ts'
import { askSession, sessionState, signIn } from '../data/session.ts'
import { Icon } from '../parts/icon.tsx'
import { Shape } from '../parts/shape.tsx'
import { refusalWords } from './refusal.ts'
import './sign-in.css'

const ASK_AGAIN_MS = 3_000

/** One field and Enter, on any path; whoever signs in goes on where the address points. */
export const SignIn = (): JSX.Element => {
  let field: HTMLInputElement | undefined
  const [token, setToken] = createSignal('')
  const [busy, setBusy] = createSignal(false)
  const [error, setError] = createSignal<ApiError>()
  /** seconds until another try is taken */
  const [wait, setWait] = createSignal(0)
  let timer: number | undefined

  const count = (): void => {
    window.clearTimeout(timer)
    if (wait() > 0) timer = window.setTimeout(() => setWait(wait() - 1) && count(), 1_000)
  }

  const away = (): boolean => sessionState().kind === 'away'
  // The guard may be starting: the page goes on by itself when it answers.
  createEffect(() => {
    if (!away()) return
    const again = window.setInterval(() => void askSession(), ASK_AGAIN_MS)
    onCleanup(() => window.clearInterval(again))
  })
  onMount(() => {
    document.title = 'Sign in · Whats Guard'
    field?.focus()
  })
  onCleanup(() => window.clearTimeout(timer))

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const text = token().trim()
    if (text === '' || busy() || wait() > 0) return field?.focus()
    setBusy(true)
    setError(undefined)
    try {
      await signIn(text)
      setToken('')
    } catch (thrown) {
      const refused = asApiError(thrown)
      setError(refused)
      setWait(refused.type === 'rate-limited' ? Math.ceil(refused.retryAfterSeconds ?? 60) : 0)
      count()
      field?.focus()
      field?.select()
    }
    setBusy(false)
  }

  const notice = (): string | undefined => {
    const state = sessionState()
    return state.kind === 'out' && state.ended ? 'Your session has ended. Sign in to go on where you were.' : undefined
  }
  const refusal = (): string | undefined => {
    const refused = error()
    if (refused !== undefined) return refusalWords(refused, wait())
    const state = sessionState()
    return state.kind === 'away' ? refusalWords(state.error, 0) : undefined
  }

  return (
    <main class="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <h1>
          <Icon of="shield" />
          Whats Guard
        </h1>
        <Show when={notice()}>{(text) => <p class="muted">{text()}</p>}</Show>
        <label class="field">
          <span>Token or API key</span>
          <input
            ref={field}
            class="input"
            type="password"
            name="token"
            autocomplete="off"
            spellcheck={false}
            autocapitalize="off"
            maxLength={8_192}
            value={token()}
            aria-invalid={error()?.status === 401}
            aria-describedby="sign-in-refusal"
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </label>
        <button class="button primary" type="submit" disabled={busy() || wait() > 0}>
          {busy() ? 'Signing in' : 'Sign in'}
        </button>
        <p id="sign-in-refusal" class="sign-in-refusal" role="alert">
          <Show when={refusal()}>
            {(text) => (
              <>
                <Shape of={away() || error()?.status !== 401 ? 'warning' : 'critical'} />
                <span>{text()}</span>
              </>
            )}
          </Show>
        </p>
        <p class="muted small">
          The token is what <code>npm start</code> or <code>npm run deploy</code> printed, or a key made under API keys.
          It is changed for a session that this browser forgets when you sign out.
        </p>
      </form>
    </main>
  )
}
