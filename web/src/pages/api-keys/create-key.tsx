import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { api, everyItem } from '../../data/api.ts'
import { createForm } from '../../data/form.ts'
import { createQuery } from '../../data/query.ts'
import type { Package, Role } from '../../data/wire.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { plain } from '../../words/plain.ts'
import { ROLE_WORDS } from '../../words/states.ts'
import type { NewApiKey } from './key-words.ts'
import { LIMITED, ROLE_RULES, ROLES } from './roles.ts'
import '../../policy/policy-fields.css'
import './create-key.css'

type Props = { readonly onCreated: (key: NewApiKey) => void; readonly onClose: () => void }

/** What a choice has just opened is seen. */
const bringIn = (element: HTMLElement): void => {
  requestAnimationFrame(() => element.scrollIntoView({ block: 'nearest' }))
}

/** A new key: for whom, what it may do, and where. */
export const CreateKey = (props: Props): JSX.Element => {
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set())
  const form = createForm(
    { name: '', role: 'sender', packageIds: 'all' },
    {
      name: (text) => (text === '' ? 'Enter a name: the audit log calls the key by it.' : undefined),
      packageIds: (text) =>
        text === 'some' && chosen().size === 0 ? 'Choose at least one package, or let it see all.' : undefined,
    },
  )
  const packages = createQuery(
    () => true,
    (_, signal) => everyItem<Package>('/packages', {}, signal),
  )
  const role = createMemo((): Role => ROLES.find((one) => one === form.value('role')) ?? 'sender')
  const some = (): boolean => form.value('packageIds') === 'some'
  const toggle = (id: string, on: boolean): void => {
    const next = new Set(chosen())
    if (on) next.add(id)
    else next.delete(id)
    setChosen(next)
  }
  const create = async (): Promise<void> => {
    if (!form.valid()) return
    try {
      const key = await api.post<NewApiKey>('/api-keys', {
        name: form.value('name').trim(),
        role: role(),
        ...(some() ? { packageIds: [...chosen()] } : {}),
      })
      props.onCreated(key)
    } catch (error) {
      form.refuse(error)
    }
  }
  const Scope = (one: {
    readonly value: 'all' | 'some'
    readonly name: string
    readonly rule: string
  }): JSX.Element => (
    <label class="choice">
      <input
        type="radio"
        name="packages"
        checked={form.value('packageIds') === one.value}
        onChange={() => form.set('packageIds', one.value)}
      />
      <span>
        <b>{one.name}</b>
        <span class="muted small">{one.rule}</span>
      </span>
    </label>
  )
  return (
    <FormDialog
      title="Create an API key"
      sub="Give each person and each piece of software its own: it is told apart in the audit log, and revoked alone."
      verb="Create key"
      wide
      refused={form.refused()}
      onSubmit={create}
      onClose={props.onClose}
    >
      <TextField
        form={form}
        name="name"
        label="Name"
        maxLength={200}
        focus
        hint="Who or what uses it, such as orders-service."
      />
      <fieldset class="choices key-choices">
        <legend>What it may do</legend>
        <For each={ROLES}>
          {(one) => (
            <label class="choice">
              <input type="radio" name="role" checked={role() === one} onChange={() => form.set('role', one)} />
              <span>
                <b>{ROLE_WORDS[one]}</b>
                <span class="muted small">
                  {ROLE_RULES[one].does} {ROLE_RULES[one].not}
                </span>
              </span>
            </label>
          )}
        </For>
      </fieldset>
      <fieldset class="choices key-choices">
        <legend>Where</legend>
        <Scope
          value="all"
          name="All packages"
          rule="Also those that are added later, and what concerns the whole guard."
        />
        <Scope value="some" name="Some packages" rule={LIMITED[role()]} />
        <Show when={some()}>
          <AsyncView
            of={packages}
            what="packages"
            lines={3}
            empty={{
              when: (items) => items.length === 0,
              view: <p class="muted small">There are no packages yet.</p>,
            }}
          >
            {(items) => (
              <fieldset class="key-packages" aria-label="Packages" ref={bringIn}>
                <For each={items()}>
                  {(one) => (
                    <label>
                      <input
                        type="checkbox"
                        checked={chosen().has(one.id)}
                        onChange={(event) => toggle(one.id, event.currentTarget.checked)}
                      />
                      <span>{plain(one.name)}</span>
                    </label>
                  )}
                </For>
              </fieldset>
            )}
          </AsyncView>
        </Show>
        <Show when={form.wrong('packageIds')}>
          {(text) => (
            <p class="key-wrong small" role="alert">
              {text()}
            </p>
          )}
        </Show>
      </fieldset>
    </FormDialog>
  )
}
