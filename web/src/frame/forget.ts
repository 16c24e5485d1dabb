import { forgetFleet } from '../data/fleet.ts'
import { dropConfirm } from '../parts/confirm-dialog.tsx'
import { dropToasts } from '../parts/toast.tsx'
import { closeSend } from '../send/send-state.ts'
import { forgetSubjects } from './palette-commands.ts'
import { closePalette } from './palette-state.ts'

/** Forgets what the last reader saw and had begun: who signs in next in this page may be somebody else. */
export const forgetReader = (): void => {
  forgetFleet()
  forgetSubjects()
  closePalette()
  closeSend()
  dropConfirm()
  dropToasts()
}
