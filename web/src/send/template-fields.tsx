import { createMemo, createSignal, createUniqueId, For, Index, type JSX, Show } from 'solid-js'
import { api, everyItem } from '../data/api.ts'
import type { Form } from '../data/form.ts'
import { asApiError } from '../data/problem.ts'
import { createQuery } from '../data/query.ts'
import { may } from '../data/session.ts'
import type { Template } from '../data/wire.ts'
import { CheckField, SelectField, TextField } from '../parts/field.tsx'
import { LoadFault } from '../parts/load-fault.tsx'
import { toast } from '../parts/toast.tsx'
import { count, counted } from '../words/count.ts'
import { plain } from '../words/plain.ts'
import { MOST_PARAMETERS, shownOf } from './kinds.ts'
import { HEADER_NAMES, isHeaderKind, textsOf } from './template-choice.ts'

type Props = { readonly form: Form<string>; readonly packageId: string | undefined }

const OTHER = 'other'

/** An account has 6,000 at Meta at most, and a package few accounts. */
const MOST_TEMPLATES = 20_000

/** `none`: what stands for no header, where there may be none, else what asks for one. */
const headers = (none: string) => [
  { value: '', name: none },
  ...Object.entries(HEADER_NAMES).map(([value, name]) => ({
    value,
    name: value === 'text' ? name : `${name} by link`,
  })),
]

const keyOf = ({ name, language }: Pick<Template, 'name' | 'language'>): string => `${name} ${language}`

const stateOf = ({ status }: Template): string =>
  status === 'APPROVED' ? '' : `, ${plain(status).toLowerCase().replaceAll('_', ' ')}`

/** A template with its parameters. Meta keeps its words; the guard knows how many parameters it takes. */
export const TemplateFields = (props: Props): JSX.Element => {
  const id = createUniqueId()
  const [syncing, setSyncing] = createSignal(false)
  const path = () => `/packages/${encodeURIComponent(props.packageId ?? '')}/templates`
  const templates = createQuery(
    () => (may('read') && props.packageId !== undefined ? props.packageId : undefined),
    async (_, signal): Promise<readonly Template[]> => await everyItem<Template>(path(), {}, signal, MOST_TEMPLATES),
  )
  /** once each: several accounts of a package may have the same */
  const offered = createMemo((): readonly Template[] => [
    ...new Map((templates.data() ?? []).map((one) => [keyOf(one), one])).values(),
  ])
  const written = () =>
    keyOf({ name: props.form.value('template.name'), language: props.form.value('template.language.code') })
  const [byHand, setByHand] = createSignal(false)
  const chosen = () => (byHand() ? undefined : offered().find((one) => keyOf(one) === written()))
  const manual = () =>
    byHand() || offered().length === 0 || (chosen() === undefined && props.form.value('template.name') !== '')

  const choose = (key: string): void => {
    const one = offered().find((other) => keyOf(other) === key)
    setByHand(key === OTHER)
    // of a template that is not in the list nobody knows what it needs
    const texts = one === undefined ? { 'header.needed': '' } : textsOf(one)
    for (const [name, text] of Object.entries(texts)) props.form.set(name, text)
  }

  const sync = async (): Promise<void> => {
    setSyncing(true)
    try {
      const { results } = await api.post<{ results: { ok: boolean; count: number; detail: string | null }[] }>(
        `${path()}/sync`,
      )
      const failed = results.find(({ ok }) => !ok)
      await templates.refetch()
      toast(
        failed === undefined
          ? {
              text: `Meta has ${counted(
                results.reduce((sum, one) => sum + one.count, 0),
                'template',
              )}.`,
            }
          : { text: `Meta could not be asked: ${plain(failed.detail ?? 'no reason given')}`, tone: 'critical' },
      )
    } catch (error) {
      toast({ text: `The templates could not be read: ${asApiError(error).message}`, tone: 'critical' })
    }
    setSyncing(false)
  }

  const many = () => shownOf((name) => props.form.value(name), 'parameters')
  const places = () => Array.from({ length: many() }, (_, index) => index)
  const free = () => manual() || chosen()?.parameters === null
  const wantsHeader = () => free() || (chosen()?.parameters?.header ?? 0) > 0
  const format = () => chosen()?.parameters?.headerFormat
  const kind = () => props.form.value('header.kind')
  /** The template says what its header is: there is nothing to choose. */
  const isSaid = () => !free() && isHeaderKind(format()) && kind() === format()
  const urlButton = () => chosen()?.parameters?.urlButton
  const hasSuffix = () => props.form.value('suffix.given') === 'yes'

  return (
    <>
      <LoadFault of={templates} what="templates" />
      <Show when={offered().length > 0}>
        <div class="field">
          <label for={id}>Template</label>
          <select id={id} class="input" onChange={(event) => choose(event.currentTarget.value)}>
            <Show when={chosen() === undefined && !manual()}>
              <option value="">Choose a template</option>
            </Show>
            <For each={offered()}>
              {(one) => (
                <option value={keyOf(one)} selected={!manual() && keyOf(one) === written()}>
                  {plain(one.name)}, {plain(one.language)}, {plain(one.category)}
                  {stateOf(one)}
                </option>
              )}
            </For>
            <option value={OTHER} selected={manual()}>
              Another, by its name
            </option>
          </select>
          <Show when={props.form.wrong('template.name') && !manual()}>
            <p class="wrong small">Choose a template.</p>
          </Show>
        </div>
      </Show>
      <Show when={manual()}>
        <div class="pair">
          <TextField form={props.form} name="template.name" label="Name" maxLength={512} mono />
          <TextField form={props.form} name="template.language.code" label="Language" placeholder="en_US" mono />
        </div>
      </Show>
      <Show when={may('operate') && props.packageId !== undefined}>
        <div class="compose-count">
          <button class="button small" type="button" disabled={syncing()} onClick={() => void sync()}>
            {syncing() ? 'Asking Meta' : 'Read the templates from Meta'}
          </button>
        </div>
      </Show>
      <Show when={wantsHeader()}>
        <Show
          when={free() || format() === undefined || isHeaderKind(format())}
          fallback={
            <p class="wrong small">
              Its header is of the kind {plain(format() ?? '')}, which cannot be filled in here; software can, by the
              API.
            </p>
          }
        >
          <div class="pair">
            <Show when={!isSaid()}>
              <SelectField
                form={props.form}
                name="header.kind"
                label="Header"
                options={headers(free() ? 'None' : 'Choose what it is')}
              />
            </Show>
            <Show when={kind() !== ''}>
              <TextField
                form={props.form}
                name="header.value"
                label={kind() === 'text' ? 'What stands in its header' : `Address of the ${kind()} in its header`}
              />
            </Show>
          </div>
        </Show>
      </Show>
      <Show when={many() > 0 || free()}>
        <fieldset>
          <legend>Parameters of its text</legend>
          <Index each={places()}>
            {(_, index) => (
              <Show
                when={props.form.value('named') === 'yes'}
                fallback={<TextField form={props.form} name={`parameter.${index}`} label={`{{${count(index + 1)}}}`} />}
              >
                <div class="pair">
                  <TextField form={props.form} name={`parameter.${index}.name`} label="Name of the parameter" mono />
                  <TextField form={props.form} name={`parameter.${index}`} label="Its value" />
                </div>
              </Show>
            )}
          </Index>
          <Show when={free()}>
            <div class="compose-count">
              <Show when={many() < MOST_PARAMETERS}>
                <button
                  class="button small"
                  type="button"
                  onClick={() => props.form.set('parameters', `${many() + 1}`)}
                >
                  Add a parameter
                </button>
              </Show>
              <Show when={many() > 0}>
                <button
                  class="button small"
                  type="button"
                  onClick={() => props.form.set('parameters', `${many() - 1}`)}
                >
                  Take the last away
                </button>
              </Show>
            </div>
          </Show>
        </fieldset>
      </Show>
      <Show when={urlButton() === undefined || (urlButton() !== null && !hasSuffix())}>
        <CheckField form={props.form} name="suffix.given" label="The button's link has a variable" />
      </Show>
      <Show when={hasSuffix()}>
        <TextField form={props.form} name="suffix" label="Ending of its button's address" />
      </Show>
    </>
  )
}
