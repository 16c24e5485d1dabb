import { createUniqueId, For, type JSX, Show } from 'solid-js'
import type { Fields } from '../data/form.ts'
import { afterPress } from './after-press.ts'
import './field.css'

type Base<Name extends string> = {
  readonly form: Fields<Name>
  readonly name: Name
  readonly label: string
  /** what to type, or what it does; stands below the field */
  readonly hint?: JSX.Element
}

type TextProps<Name extends string> = Base<Name> & {
  readonly type?: 'text' | 'password' | 'time' | 'url' | 'datetime-local'
  readonly mode?: 'numeric' | 'decimal' | 'tel'
  /** what holds while the field is empty */
  readonly placeholder?: string | undefined
  /** unit behind the field: `s` */
  readonly unit?: string
  readonly maxLength?: number
  readonly mono?: boolean
  readonly focus?: boolean
  readonly disabled?: boolean
  /** id of a datalist */
  readonly list?: string
}

const Shell = <Name extends string>(
  props: Base<Name> & { readonly id: string; readonly children: JSX.Element },
): JSX.Element => (
  <div class="field">
    <label for={props.id}>{props.label}</label>
    {props.children}
    <Show when={props.form.wrong(props.name)}>
      {(text) => (
        <p class="wrong small" id={`${props.id}-wrong`}>
          {text()}
        </p>
      )}
    </Show>
    <Show when={props.hint}>
      <p class="hint small" id={`${props.id}-hint`}>
        {props.hint}
      </p>
    </Show>
  </div>
)

const described = <Name extends string>(props: Base<Name>, id: string): string | undefined =>
  [
    ...(props.form.wrong(props.name) === undefined ? [] : [`${id}-wrong`]),
    ...(props.hint === undefined ? [] : [`${id}-hint`]),
  ].join(' ') || undefined

/** What was typed is looked at once the reader goes on; a button that is being pressed stays where it is until then. */
const left = <Name extends string>(props: Base<Name>): void => afterPress(() => props.form.leave(props.name))

/** One line of text of a form, with its label, what is wrong with it, and a hint. */
export const TextField = <Name extends string>(props: TextProps<Name>): JSX.Element => {
  const id = createUniqueId()
  return (
    <Shell id={id} form={props.form} name={props.name} label={props.label} hint={props.hint}>
      <div class="field-line">
        <input
          id={id}
          class="input"
          classList={{ mono: props.mono === true }}
          type={props.type ?? 'text'}
          inputmode={props.mode}
          placeholder={props.placeholder}
          maxLength={props.maxLength}
          list={props.list}
          autofocus={props.focus === true}
          disabled={props.disabled === true}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={props.form.value(props.name)}
          aria-invalid={props.form.wrong(props.name) !== undefined}
          aria-describedby={described(props, id)}
          onInput={(event) => props.form.set(props.name, event.currentTarget.value)}
          onBlur={() => left(props)}
        />
        <Show when={props.unit}>{(unit) => <span class="field-unit">{unit()}</span>}</Show>
      </div>
    </Shell>
  )
}

/** Several lines of text; Enter begins a new one. */
export const AreaField = <Name extends string>(
  props: Base<Name> & {
    readonly lines?: number
    readonly maxLength?: number
    readonly placeholder?: string
    readonly focus?: boolean
  },
): JSX.Element => {
  const id = createUniqueId()
  return (
    <Shell id={id} form={props.form} name={props.name} label={props.label} hint={props.hint}>
      <textarea
        id={id}
        class="input field-area"
        rows={props.lines ?? 4}
        maxLength={props.maxLength}
        placeholder={props.placeholder}
        autofocus={props.focus === true}
        value={props.form.value(props.name)}
        aria-invalid={props.form.wrong(props.name) !== undefined}
        aria-describedby={described(props, id)}
        onInput={(event) => props.form.set(props.name, event.currentTarget.value)}
        onBlur={() => left(props)}
      />
    </Shell>
  )
}

/** One of a few, from a list. */
export const SelectField = <Name extends string>(
  props: Base<Name> & { readonly options: readonly { readonly value: string; readonly name: string }[] },
): JSX.Element => {
  const id = createUniqueId()
  return (
    <Shell id={id} form={props.form} name={props.name} label={props.label} hint={props.hint}>
      <select
        id={id}
        class="input"
        value={props.form.value(props.name)}
        aria-invalid={props.form.wrong(props.name) !== undefined}
        aria-describedby={described(props, id)}
        onChange={(event) => props.form.set(props.name, event.currentTarget.value)}
        onBlur={() => left(props)}
      >
        <For each={props.options}>
          {(option) => (
            <option value={option.value} selected={option.value === props.form.value(props.name)}>
              {option.name}
            </option>
          )}
        </For>
      </select>
    </Shell>
  )
}

/** A yes or no; the field holds `yes` or nothing. */
export const CheckField = <Name extends string>(props: Base<Name>): JSX.Element => {
  const id = createUniqueId()
  return (
    <div class="field field-check">
      <input
        id={id}
        type="checkbox"
        checked={props.form.value(props.name) === 'yes'}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => props.form.set(props.name, event.currentTarget.checked ? 'yes' : '')}
      />
      <label for={id}>{props.label}</label>
      <Show when={props.hint}>
        <p class="hint small" id={`${id}-hint`}>
          {props.hint}
        </p>
      </Show>
    </div>
  )
}
