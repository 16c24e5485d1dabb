import { type Accessor, createSignal } from 'solid-js'
import { createForm, type Form } from '../data/form.ts'
import { ApiError, asApiError } from '../data/problem.ts'
import { type Built, build, homeOf } from './build.ts'
import { wrongIn } from './check.ts'
import { EMPTY, type Kind } from './kinds.ts'

/** A message as it is being written: its kind, its fields, and what the guard said of it. */
export type Compose = {
  readonly kind: Accessor<Kind>
  setKind(kind: Kind): void
  readonly form: Form<string>
  /** what the fields say now, as the API takes it */
  readonly built: Accessor<Built>
  /** puts a refusal beside the fields that it names; `rename` makes a path of the message of one of the request */
  refuse(thrown: unknown, rename?: (path: string) => string): void
}

/** @param options fields besides those of the message, with what they begin with, and what is wrong with them */
export const createCompose = (
  begin: { readonly kind: Kind; readonly texts?: Readonly<Record<string, string>> },
  options: Readonly<Record<string, string>>,
  checks: Readonly<Record<string, (text: string) => string | undefined>>,
): Compose => {
  const [kind, setKind] = createSignal<Kind>(begin.kind)
  const texts = { ...EMPTY, ...begin.texts }
  const read = (name: string): string => form.value(name)
  const own = Object.keys(texts).map((name) => [name, (text: string) => wrongIn(kind(), name, text, read)] as const)
  const form = createForm<string>({ ...texts, ...options }, { ...Object.fromEntries(own), ...checks })
  const built = (): Built => build(kind(), read)

  const refuse = (thrown: unknown, rename = (path: string): string => path): void => {
    const error = asApiError(thrown)
    const { homes } = built()
    const errors = error.errors.map(({ path, message }) => ({ path: homeOf(rename(path), homes), message }))
    form.refuse(
      new ApiError(error.type, error.status, error.message, {
        requestId: error.requestId,
        errors,
        retryAfterSeconds: error.retryAfterSeconds,
      }),
    )
  }
  return { kind, setKind, form, built, refuse }
}
