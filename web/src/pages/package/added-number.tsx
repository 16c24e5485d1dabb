import { createSignal, For, type JSX, onCleanup, Show } from 'solid-js'
import { api } from '../../data/api.ts'
import { guardNow } from '../../data/clock.ts'
import { createForm } from '../../data/form.ts'
import { createQuery } from '../../data/query.ts'
import type { Health, Profile } from '../../data/wire.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { KeyValues } from '../../parts/kv.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { toast } from '../../parts/toast.tsx'
import { plain } from '../../words/plain.ts'
import { reasonOf } from '../../words/reason.ts'
import { metaLines } from '../number/meta-lines.ts'
import { tokenWrong } from '../number/token.ts'
import './added-number.css'

type Props = { readonly of: Profile; readonly onChange: () => void; readonly onClose: () => void }

/** What Meta said of a number that was just added, and what can be done when it said no. */
export const AddedNumber = (props: Props): JSX.Element => {
  const [number, setNumber] = createSignal(props.of)
  const [turn, setTurn] = createSignal(1)
  const path = `/profiles/${encodeURIComponent(props.of.id)}`
  const name = plain(props.of.displayName)
  let gone = false
  onCleanup(() => {
    gone = true
  })
  const report = createQuery(turn, (_, signal) => api.get<Health>(`${path}/health`, {}, signal), { keep: true })
  const form = createForm({ accessToken: '' }, { accessToken: tokenWrong })
  const well = () => number().state === 'active' || number().state === 'cooling'
  const refusal = () => {
    const { reason, state } = number()
    if (state === null) return 'The number does not answer now. What Meta said is on its page in a moment.'
    return reason === null ? '' : reasonOf(reason).text
  }

  const tryToken = async (): Promise<void> => {
    if (!form.valid()) return
    try {
      setNumber(await api.patch<Profile>(path, { accessToken: form.value('accessToken').trim() }))
      form.set('accessToken', '')
      setTurn((before) => before + 1)
      props.onChange()
    } catch (error) {
      form.refuse(error)
    }
  }

  const takeOut = async (): Promise<void> => {
    try {
      await api.delete(path)
      toast({ text: `${name} is taken out again.` })
      props.onChange()
      if (!gone) props.onClose()
    } catch (error) {
      form.refuse(error)
    }
  }

  return (
    <FormDialog
      title={well() ? `${name} is added` : `${name} is added, but cannot send`}
      verb={well() || number().state === null ? undefined : 'Try this token'}
      leave={well() ? 'Done' : 'Leave it so'}
      more={
        <Show when={!well()}>
          <button class="button danger" type="button" onClick={() => void takeOut()}>
            Take it out again
          </button>
        </Show>
      }
      refused={form.refused()}
      onSubmit={tryToken}
      onClose={props.onClose}
    >
      <div class="added-word" role="status">
        <Shape of={well() ? 'good' : 'critical'} />
        <div>
          <Show
            when={well()}
            fallback={
              <>
                <Show when={number().status}>{(status) => <StateBadge state={status().state} />}</Show>
                <p>{refusal()}</p>
                <p class="muted small">
                  It stays in the package and takes no message meanwhile. The guard asks Meta again by itself.
                </p>
              </>
            }
          >
            <p>Meta accepts the token and knows the number. It takes its share of the messages from now on.</p>
          </Show>
        </div>
      </div>
      <Show when={!well() && number().state !== null}>
        <TextField form={form} name="accessToken" label="Another access token" type="password" mono maxLength={4096} />
      </Show>
      <AsyncView of={report} what="report of the number" lines={6}>
        {(data) => (
          <section class="added-meta">
            <Show when={data().meta.checkedAt !== null}>
              <h3>What Meta says</h3>
              <KeyValues of={metaLines(data(), guardNow())} />
            </Show>
            <ul>
              <For each={data().recommendations.filter(({ severity }) => severity !== 'critical')}>
                {(one) => (
                  <li class="muted small">
                    <Shape of={one.severity} />
                    <span>{one.text}</span>
                  </li>
                )}
              </For>
            </ul>
          </section>
        )}
      </AsyncView>
      <p class="small">
        <PageLink to="number" id={props.of.id} fallback="">
          Open {name}
        </PageLink>
      </p>
    </FormDialog>
  )
}
