import { type Accessor, createSignal } from 'solid-js'
import { createStore } from 'solid-js/store'
import { type ApiError, asApiError } from './problem.ts'

/** What is wrong with what was typed, in words for the one who typed it; undefined = nothing. */
export type Check = (text: string) => string | undefined

/** What stands in the fields of a form. Fields are named as the API names them (`limits.hourly`), so that its refusals find them. */
export type Form<Name extends string> = {
  value(name: Name): string
  set(name: Name, text: string): void
  /** what is to be said beside the field now */
  wrong(name: Name): string | undefined
  /** the reader has left the field: from now on it is looked at */
  leave(name: Name): void
  /** looks at every field; true = nothing is wrong */
  valid(): boolean
  /** fields whose text is not what they began with */
  changed(): readonly Name[]
  /** puts a refusal beside the fields that it names; what names none is `refused` */
  refuse(thrown: unknown): void
  readonly refused: Accessor<ApiError | undefined>
}

/** A form as far as its fields need it. */
export type Fields<Name extends string> = Pick<Form<Name>, 'value' | 'set' | 'wrong' | 'leave'>

type Refusal = { readonly text: string; readonly of: string }

/** Keeps what is typed, looks at it on leaving a field and on sending, and takes the API's word beside the right field. */
export const createForm = <Name extends string>(
  initial: Readonly<Record<Name, string>>,
  checks?: Readonly<Partial<Record<Name, Check>>>,
): Form<Name> => {
  const names = Object.keys(initial) as Name[]
  const [texts, setTexts] = createStore<Record<string, string>>({ ...initial })
  const [left, setLeft] = createStore<Record<string, boolean>>({})
  const [told, setTold] = createStore<Record<string, Refusal | undefined>>({})
  const [refused, setRefused] = createSignal<ApiError>()
  const value = (name: Name): string => texts[name] ?? ''
  const found = (name: Name): string | undefined => checks?.[name]?.(value(name).trim())

  const refuse = (thrown: unknown): void => {
    const error = asApiError(thrown)
    const homeless = error.errors.filter(({ path, message }) => {
      const home = names.find((name) => path === name || path.startsWith(`${name}.`))
      if (home !== undefined)
        setTold(home, { text: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, of: value(home) })
      return home === undefined
    })
    setRefused(error.errors.length > 0 && homeless.length === 0 ? undefined : error)
  }

  return {
    value,
    set: (name, text) => setTexts(name as string, text),
    wrong: (name) => {
      const said = told[name]
      // A refusal is about the text that was sent; another text is looked at anew.
      if (said !== undefined && said.of === value(name)) return said.text
      return left[name] === true ? found(name) : undefined
    },
    leave: (name) => setLeft(name as string, true),
    valid: () => {
      setRefused(undefined)
      for (const name of names) {
        setTold(name as string, undefined)
        setLeft(name as string, true)
      }
      return names.every((name) => found(name) === undefined)
    },
    changed: () => names.filter((name) => value(name) !== initial[name]),
    refuse,
    refused,
  }
}
