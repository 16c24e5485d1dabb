import { useBeforeLeave } from '@solidjs/router'
import { createSignal, type JSX, onCleanup, onMount } from 'solid-js'
import { confirm } from '../../parts/confirm-dialog.tsx'
import { Icon } from '../../parts/icon.tsx'
import { plain } from '../../words/plain.ts'
import { ROLE_WORDS } from '../../words/states.ts'
import type { NewApiKey } from './key-words.ts'
import './new-key.css'

type Props = { readonly of: NewApiKey; readonly onStored: () => void }

/**
 * A key that was just made, the only time that it is seen. It stays in the page until the reader says that it is stored,
 * so that neither Escape nor a link loses it unasked.
 */
export const NewKey = (props: Props): JSX.Element => {
  const [said, setSaid] = createSignal('')
  let panel: HTMLElement | undefined
  let field: HTMLInputElement | undefined
  const name = () => plain(props.of.name)

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.of.key)
      setSaid('Copied. Store it where its software reads it.')
    } catch {
      // no permission, or no secure origin: it is marked, so that the keyboard can copy it
      field?.select()
      setSaid('Not copied: the browser does not allow it. Copy the marked text.')
    }
  }

  const warn = (event: BeforeUnloadEvent): void => event.preventDefault()
  onMount(() => {
    window.addEventListener('beforeunload', warn)
    panel?.scrollIntoView({ block: 'nearest' })
    panel?.focus({ preventScroll: true })
  })
  onCleanup(() => window.removeEventListener('beforeunload', warn))
  useBeforeLeave((event) => {
    event.preventDefault()
    confirm({
      title: 'Leave without the key?',
      text: `The key of ${name()} is not shown again. If it is not stored yet, revoke it and make another.`,
      verb: 'Leave',
      danger: true,
      run: async () => {
        props.onStored()
        event.retry(true)
      },
    })
  })

  return (
    <section class="panel new-key" aria-labelledby="new-key" tabindex="-1" ref={panel}>
      <h2 id="new-key">The key of {name()}</h2>
      <p class="muted">
        {ROLE_WORDS[props.of.role]}. This is the only time that it is shown: the guard keeps no more than its print.
        Software sends it as <span class="mono">Authorization: Bearer …</span>; a person signs in here with it.
      </p>
      <div class="new-key-line">
        <input
          ref={field}
          class="input mono"
          type="text"
          readonly
          aria-label={`The key of ${name()}`}
          value={props.of.key}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button class="button primary" type="button" onClick={() => void copy()}>
          <Icon of="copy" />
          Copy key
        </button>
        <button class="button" type="button" onClick={() => props.onStored()}>
          I have stored it
        </button>
      </div>
      <p class="small muted" role="status">
        {said()}
      </p>
    </section>
  )
}
