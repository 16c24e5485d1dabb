import { createSignal } from 'solid-js'

const [open, setOpen] = createSignal(false)

export const paletteOpen = open
export const openPalette = (): void => {
  setOpen(true)
}
export const closePalette = (): void => {
  setOpen(false)
}
