import { type JSX, lazy, Show, Suspense } from 'solid-js'
import { may } from '../data/session.ts'
import { sendRequest } from './send-state.ts'

const SendDialog = lazy(() => import('./send-dialog.tsx'))

/** Where the send dialog appears; it is loaded when it is opened first. */
export const SendHost = (): JSX.Element => (
  <Show when={may('send') ? sendRequest() : undefined} keyed>
    {(request) => (
      <Suspense>
        <SendDialog of={request} />
      </Suspense>
    )}
  </Show>
)
