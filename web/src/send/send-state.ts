import { createSignal } from 'solid-js'
import type { Kind } from './kinds.ts'

/** What a send dialog begins with: from the page that opened it. */
export type SendRequest = {
  readonly packageId?: string | undefined
  /** only this number may send it */
  readonly profileId?: string | undefined
  readonly to?: string
  readonly kind?: Kind
  /** a message that this one answers */
  readonly contextId?: string
  /** a message that this reaction is for */
  readonly reactTo?: string
}

const [asked, setAsked] = createSignal<SendRequest>()

/** What is being written; undefined = no dialog is open. */
export const sendRequest = asked

/** Opens the one send dialog of the page; the frame holds it. */
export const openSend = (request: SendRequest = {}): void => {
  setAsked(request)
}

export const closeSend = (): void => {
  setAsked()
}
