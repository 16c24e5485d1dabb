import { useNavigate } from '@solidjs/router'
import { createEffect, createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js'
import { Icon, type IconName } from '../parts/icon.tsx'
import { best } from './match.ts'
import { type Command, commands, loadSubjects } from './palette-commands.ts'
import { closePalette, openPalette, paletteOpen } from './palette-state.ts'
import './palette.css'

const MOST = 12
const ICONS: Readonly<Record<Command['kind'], IconName>> = {
  page: 'next',
  package: 'packages',
  number: 'live',
  action: 'check',
}

/** Search and jump: pages, packages, numbers, actions. ctrl+k from anywhere. */
export const Palette = (): JSX.Element => {
  const go = useNavigate()
  let dialog: HTMLDialogElement | undefined
  const [query, setQuery] = createSignal('')
  const [at, setAt] = createSignal(0)
  const found = createMemo(() => best(query(), commands(), ({ words }) => words, MOST))

  const onShortcut = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    if (paletteOpen()) closePalette()
    // What another dialog asks is answered first: a page that went away under it would take what was typed there.
    else if (document.querySelector('dialog[open]') === null) openPalette()
  }
  onMount(() => document.addEventListener('keydown', onShortcut))
  onCleanup(() => document.removeEventListener('keydown', onShortcut))

  createEffect(() => {
    if (!paletteOpen()) return dialog?.close()
    setQuery('')
    setAt(0)
    void loadSubjects()
    if (dialog?.open === false) dialog.showModal()
  })

  const run = (command: Command | undefined): void => {
    if (command === undefined) return
    closePalette()
    if (command.href !== undefined) go(command.href)
    command.run?.()
  }

  const onKey = (event: KeyboardEvent): void => {
    const count = Math.max(1, found().length)
    if (event.key === 'ArrowDown') setAt((at() + 1) % count)
    else if (event.key === 'ArrowUp') setAt((at() + count - 1) % count)
    else if (event.key === 'Enter') run(found()[at()])
    else return
    event.preventDefault()
    dialog?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }

  return (
    <dialog
      class="palette"
      ref={dialog}
      aria-label="Search or jump to"
      onClose={closePalette}
      onClick={(event) => event.target === dialog && closePalette()}
      onKeyDown={onKey}
    >
      <Show when={paletteOpen()}>
        <div class="palette-field">
          <Icon of="search" />
          <input
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant={found().length > 0 ? `palette-${at()}` : undefined}
            aria-label="A page, package, number or action"
            placeholder="A page, package, number or action"
            autocomplete="off"
            spellcheck={false}
            autofocus
            value={query()}
            onInput={(event) => {
              setQuery(event.currentTarget.value)
              setAt(0)
            }}
          />
        </div>
        <div id="palette-list" class="palette-list" role="listbox" aria-label="What was found">
          <For each={found()} fallback={<p class="palette-none">Nothing here is called that.</p>}>
            {(command, index) => (
              <button
                type="button"
                id={`palette-${index()}`}
                role="option"
                tabindex="-1"
                aria-selected={at() === index()}
                onMouseMove={() => setAt(index())}
                onClick={() => run(command)}
              >
                <Icon of={command.icon ?? ICONS[command.kind]} />
                <span class="cut">{command.name}</span>
                <small>{command.hint}</small>
              </button>
            )}
          </For>
        </div>
      </Show>
    </dialog>
  )
}
