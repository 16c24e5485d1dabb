import { For, type JSX, Match, Show, Switch } from 'solid-js'
import { plain } from '../words/plain.ts'
import type { Compose } from './compose.ts'
import { isMedia, type Kind, shownOf } from './kinds.ts'
import './preview.css'

const FILES: Readonly<Record<string, string>> = {
  image: 'Image',
  video: 'Video',
  audio: 'Audio',
  document: 'Document',
  sticker: 'Sticker',
}

/** `pictures.example/1.png` of an address; what is no address yet as it is. */
const place = (link: string): string => link.replace(/^https?:\/\//i, '').slice(0, 80)

/** The message as its recipient will see it, as far as it is known here: files stay where they are. */
export const Preview = (props: { readonly of: Compose }): JSX.Element => {
  const text = (name: string): string => plain(props.of.form.value(name)).trim()
  const kind = (): Kind => props.of.kind()
  const places = (list: 'buttons' | 'rows' | 'parameters'): readonly number[] =>
    Array.from({ length: shownOf((name) => props.of.form.value(name), list) }, (_, index) => index)
  const Words = (own: { readonly of: string; readonly none: string }): JSX.Element => (
    <p classList={{ muted: own.of === '' }}>{own.of === '' ? own.none : own.of}</p>
  )
  return (
    <section class="preview" aria-label="Preview">
      <h3>Preview</h3>
      <div class="bubble">
        <Switch>
          <Match when={kind() === 'text'}>
            <Words of={text('text.body')} none="The text" />
          </Match>
          <Match when={isMedia(kind())}>
            <p class="bubble-file">
              {FILES[kind()]}
              <Show when={text('link')}>
                {(link) => (
                  <span class="muted small">{text('filename') === '' ? place(link()) : text('filename')}</span>
                )}
              </Show>
            </p>
            <Show when={kind() !== 'audio' && kind() !== 'sticker' ? text('caption') : undefined}>
              {(caption) => <p>{caption()}</p>}
            </Show>
          </Match>
          <Match when={kind() === 'template'}>
            <p class="bubble-file">
              Template {text('template.name') === '' ? '' : text('template.name')}
              <span class="muted small">Meta puts the words in</span>
            </p>
            <Show when={text('header.kind') === '' ? undefined : text('header.value')}>
              {(header) => <p class="bubble-heading">{header()}</p>}
            </Show>
            <ol class="bubble-parameters">
              <For each={places('parameters')}>
                {(index) => (
                  <li>
                    <span class="muted">{`{{${index + 1}}}`}</span> {text(`parameter.${index}`)}
                  </li>
                )}
              </For>
            </ol>
          </Match>
          <Match when={kind() === 'buttons' || kind() === 'list'}>
            <Show when={text('interactive.header.text')}>{(words) => <p class="bubble-heading">{words()}</p>}</Show>
            <Words of={text('interactive.body.text')} none="The question" />
            <Show when={text('interactive.footer.text')}>{(words) => <p class="muted small">{words()}</p>}</Show>
          </Match>
          <Match when={kind() === 'location'}>
            <p class="bubble-file">
              {text('location.name') === '' ? 'Location' : text('location.name')}
              <span class="muted small">
                {text('location.address') === ''
                  ? `${text('location.latitude') || '0'}°, ${text('location.longitude') || '0'}°`
                  : text('location.address')}
              </span>
            </p>
          </Match>
          <Match when={kind() === 'reaction'}>
            <p class="bubble-emoji">
              {text('reaction.emoji') === '' ? 'The reaction is taken back' : text('reaction.emoji')}
            </p>
          </Match>
        </Switch>
      </div>
      <Show when={kind() === 'buttons'}>
        <ul class="bubble-choices">
          <For each={places('buttons')}>
            {(index) => <li>{text(`button.${index}.title`) || `Button ${index + 1}`}</li>}
          </For>
        </ul>
      </Show>
      <Show when={kind() === 'list'}>
        <ul class="bubble-choices">
          <li>{text('interactive.action.button') || 'Choose'}</li>
        </ul>
        <ul class="bubble-rows">
          <For each={places('rows')}>
            {(index) => (
              <li>
                {text(`row.${index}.title`) || `Row ${index + 1}`}
                <span class="muted small">{text(`row.${index}.description`)}</span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  )
}
