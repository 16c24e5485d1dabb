import type { JSX } from 'solid-js'

/** Line icons on a grid of 16, drawn with the text's own colour. Always beside a word, or on a button with a label. */
const PATHS = {
  alerts: 'M4 11.5V7a4 4 0 0 1 8 0v4.5l1 .5H3zM6.6 14h2.8',
  audit: 'M3.5 2h6l3 3v9h-9zM6 8h4M6 10.5h4',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  check: 'm3 8.4 3.2 3.2L13 4.8',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.3 1.6',
  close: 'm4 4 8 8M12 4l-8 8',
  copy: 'M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1',
  doubleCheck: 'm1 8.6 2.9 2.9 5.6-6.2M7.4 10.9l.6.6L14.6 5',
  down: 'M3.5 6 8 10.5 12.5 6',
  edit: 'M3 13l.7-2.9L11 2.8 13.2 5 5.9 12.3zM9.6 4.2l2.2 2.2',
  failed: 'm4 4 8 8M12 4l-8 8',
  hold: 'M5.5 3.5v9M10.5 3.5v9',
  home: 'M2.5 7.5 8 3l5.5 4.5V13h-4V9.5h-3V13h-4z',
  keys: 'M9.6 6.4a3 3 0 1 0-1.2 1.2l4.1 4.1h1.5v-2h-1.5V8.2H11z',
  live: 'M1.5 8.5h3l2-5 3 9 2-4h3',
  messages: 'M2 3h12v8.5H7L4 14v-2.5H2z',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  move: 'M2.5 5.5h10M10 3l2.5 2.5L10 8M13.5 10.5h-10M6 8l-2.5 2.5L6 13',
  next: 'M6.5 3.5 11 8l-4.5 4.5',
  optOuts: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM4.2 4.2l7.6 7.6',
  packages: 'm8 1.8 5.5 3v6.4L8 14.2l-5.5-3V4.8zM2.5 4.8 8 7.9l5.5-3.1M8 7.9v6.3',
  question: 'M5.6 5.8a2.5 2.5 0 1 1 3.5 2.3C8.3 8.5 8 9 8 9.8M8 12.6h.01',
  rail: 'M2.5 3h11v10h-11zM6 3v10',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4l3.1 3.1',
  send: 'M2 7.2 14 2.5 9.8 14 7.6 9zM7.6 9 14 2.5',
  settings:
    'M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4',
  shield: 'M8 1.8 13 3.6v4c0 3-2 5.3-5 6.6-3-1.3-5-3.6-5-6.6v-4zM5.8 8l1.6 1.6 2.9-3.1',
  signOut: 'M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1',
} as const

export type IconName = keyof typeof PATHS

export const Icon = (props: { readonly of: IconName }): JSX.Element => (
  <svg
    width="16"
    height="16"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={PATHS[props.of]} />
  </svg>
)
