import { createSignal, type JSX } from 'solid-js'
import { shortId } from '../words/phone.ts'
import { Icon } from './icon.tsx'
import './copy-id.css'

/** A long id with its middle left out; pressing it copies the whole. */
export const CopyId = (props: { readonly id: string; readonly whole?: boolean }): JSX.Element => {
  const [said, setSaid] = createSignal('')
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.id)
      setSaid('Copied')
    } catch {
      // no permission, or no secure origin: it can still be selected
      setSaid('Not copied: the browser does not allow it')
    }
    window.setTimeout(() => setSaid(''), 2_000)
  }
  return (
    <button class="copy-id" type="button" title={`${props.id}: copy`} onClick={() => void copy()}>
      <span class="mono">{props.whole === true ? props.id : shortId(props.id)}</span>
      <Icon of={said() === 'Copied' ? 'check' : 'copy'} />
      <span class="unseen" role="status">
        {said()}
      </span>
    </button>
  )
}
