import { Index, type JSX, Match, Show, Switch } from 'solid-js'
import type { Form } from '../data/form.ts'
import { AreaField, CheckField, TextField } from '../parts/field.tsx'
import type { Compose } from './compose.ts'
import { isMedia, MOST_BUTTONS, MOST_ROWS, shownOf } from './kinds.ts'
import { TemplateFields } from './template-fields.tsx'
import './kind-fields.css'

type Props = {
  readonly of: Compose
  /** whose templates are offered; undefined = none chosen yet */
  readonly packageId: string | undefined
}

const FILES: Readonly<Record<string, string>> = {
  image: 'JPEG or PNG, up to 5 MB.',
  video: 'MP4 or 3GP, up to 16 MB.',
  audio: 'AAC, AMR, MP3, M4A or OGG (Opus), up to 16 MB.',
  document: 'Any kind of file, up to 100 MB.',
  sticker: 'WebP of 512 × 512 points.',
}

/** Adds or takes away the last entry of a list of fields. */
const Count = (props: {
  readonly form: Form<string>
  readonly list: 'buttons' | 'rows'
  readonly one: string
  readonly most: number
}): JSX.Element => {
  const many = () => shownOf((name) => props.form.value(name), props.list)
  return (
    <div class="compose-count">
      <Show when={many() < props.most}>
        <button class="button small" type="button" onClick={() => props.form.set(props.list, `${many() + 1}`)}>
          Add a {props.one}
        </button>
      </Show>
      <Show when={many() > 1}>
        <button class="button small" type="button" onClick={() => props.form.set(props.list, `${many() - 1}`)}>
          Take the last {props.one} away
        </button>
      </Show>
    </div>
  )
}

const places = (form: Form<string>, list: 'buttons' | 'rows'): readonly number[] =>
  Array.from({ length: shownOf((name) => form.value(name), list) }, (_, index) => index)

const ButtonFields = (props: { readonly form: Form<string> }): JSX.Element => (
  <fieldset>
    <legend>Buttons</legend>
    <Index each={places(props.form, 'buttons')}>
      {(_, index) => (
        <div class="pair">
          <TextField form={props.form} name={`button.${index}.title`} label={`Button ${index + 1}`} maxLength={20} />
          <TextField
            form={props.form}
            name={`button.${index}.id`}
            label="Id, for software"
            placeholder={`button-${index + 1}`}
            maxLength={256}
            mono
          />
        </div>
      )}
    </Index>
    <Count form={props.form} list="buttons" one="button" most={MOST_BUTTONS} />
  </fieldset>
)

const RowFields = (props: { readonly form: Form<string> }): JSX.Element => (
  <fieldset>
    <legend>List</legend>
    <div class="pair">
      <TextField
        form={props.form}
        name="interactive.action.button"
        label="What opens the list"
        placeholder="Choose"
        maxLength={20}
      />
      <TextField form={props.form} name="section" label="Title of the list, optional" maxLength={24} />
    </div>
    <Index each={places(props.form, 'rows')}>
      {(_, index) => (
        <div class="compose-row">
          <TextField form={props.form} name={`row.${index}.title`} label={`Row ${index + 1}`} maxLength={24} />
          <TextField form={props.form} name={`row.${index}.description`} label="Description, optional" maxLength={72} />
          <TextField
            form={props.form}
            name={`row.${index}.id`}
            label="Id, for software"
            placeholder={`row-${index + 1}`}
            maxLength={200}
            mono
          />
        </div>
      )}
    </Index>
    <Count form={props.form} list="rows" one="row" most={MOST_ROWS} />
  </fieldset>
)

const MediaFields = (props: Props): JSX.Element => (
  <>
    <TextField
      form={props.of.form}
      name="link"
      label="Address of the file"
      type="url"
      placeholder="https://"
      maxLength={2048}
      hint={`Meta fetches it from there. ${FILES[props.of.kind()] ?? ''}`}
    />
    <Show when={props.of.kind() !== 'audio' && props.of.kind() !== 'sticker'}>
      <AreaField form={props.of.form} name="caption" label="Caption, optional" lines={2} maxLength={1024} />
    </Show>
    <Show when={props.of.kind() === 'document'}>
      <TextField form={props.of.form} name="filename" label="File name, optional" maxLength={240} />
    </Show>
  </>
)

const InteractiveFields = (props: Props): JSX.Element => (
  <>
    <AreaField form={props.of.form} name="interactive.body.text" label="Question" lines={3} maxLength={4096} />
    <div class="pair">
      <TextField form={props.of.form} name="interactive.header.text" label="Heading, optional" maxLength={60} />
      <TextField form={props.of.form} name="interactive.footer.text" label="Small print, optional" maxLength={60} />
    </div>
    <Show when={props.of.kind() === 'buttons'} fallback={<RowFields form={props.of.form} />}>
      <ButtonFields form={props.of.form} />
    </Show>
  </>
)

/** The fields of the kind that is being written. */
export const KindFields = (props: Props): JSX.Element => (
  <Switch>
    <Match when={props.of.kind() === 'text'}>
      <AreaField form={props.of.form} name="text.body" label="Text" lines={4} maxLength={4096} />
      <CheckField form={props.of.form} name="text.preview_url" label="Show a preview of the first link" />
    </Match>
    <Match when={props.of.kind() === 'template'}>
      <TemplateFields form={props.of.form} packageId={props.packageId} />
    </Match>
    <Match when={isMedia(props.of.kind())}>
      <MediaFields {...props} />
    </Match>
    <Match when={props.of.kind() === 'buttons' || props.of.kind() === 'list'}>
      <InteractiveFields {...props} />
    </Match>
    <Match when={props.of.kind() === 'location'}>
      <div class="pair">
        <TextField form={props.of.form} name="location.latitude" label="Latitude" mode="decimal" unit="°" />
        <TextField form={props.of.form} name="location.longitude" label="Longitude" mode="decimal" unit="°" />
        <TextField form={props.of.form} name="location.name" label="Name, optional" maxLength={1000} />
        <TextField form={props.of.form} name="location.address" label="Address, optional" maxLength={1000} />
      </div>
    </Match>
    <Match when={props.of.kind() === 'reaction'}>
      <TextField
        form={props.of.form}
        name="reaction.message_id"
        label="Message that it is for"
        maxLength={512}
        mono
        hint="Meta's id of it, which its page shows (wamid …)."
      />
      <TextField
        form={props.of.form}
        name="reaction.emoji"
        label="Emoji"
        maxLength={32}
        hint="One emoji; an empty field takes the reaction back."
      />
    </Match>
  </Switch>
)
