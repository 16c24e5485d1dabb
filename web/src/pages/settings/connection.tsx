import { createSignal, For, type JSX, Show } from 'solid-js'
import { api } from '../../data/api.ts'
import { nameOf, useFleet } from '../../data/fleet.ts'
import { type ApiError, asApiError } from '../../data/problem.ts'
import type { Query } from '../../data/query.ts'
import { may } from '../../data/session.ts'
import type { Connection as Answer, Diagnostics } from '../../data/wire.ts'
import { AsyncView, Failure } from '../../parts/async-view.tsx'
import { KeyValues } from '../../parts/kv.tsx'
import { Shape } from '../../parts/shape.tsx'
import { count } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { sentence } from '../../words/sentence.ts'
import { clock } from '../../words/time.ts'
import './connection.css'

type Tried = Answer & { readonly of: string; readonly at: number }

/** A question without a token is refused by a Graph that is well. */
const refused = ({ ok, httpStatus }: Answer): string => {
  if (httpStatus === null) return ''
  return ok && httpStatus >= 400 ? ` HTTP ${httpStatus}, as it should without a token.` : ` HTTP ${httpStatus}.`
}

/** What came of a try. */
const Result = (props: { readonly of: Tried }): JSX.Element => (
  <div class="connection-result" role="status">
    <Shape of={props.of.ok ? 'good' : 'critical'} />
    <div>
      <strong>{props.of.ok ? 'The connection works' : 'The connection does not work'}</strong>
      <p class="muted">
        {props.of.of}, {clock(props.of.at)}, after {count(props.of.latencyMs)} ms: {sentence(props.of.detail)}
        {refused(props.of)}
      </p>
    </div>
  </div>
)

/** Where calls to Meta go, and whether they arrive. */
export const Connection = (props: { readonly diagnosis: Query<Diagnostics> }): JSX.Element => {
  const fleet = useFleet()
  const [number, setNumber] = createSignal('')
  const [trying, setTrying] = createSignal(false)
  const [tried, setTried] = createSignal<Tried>()
  const [failed, setFailed] = createSignal<ApiError>()
  const numbers = () =>
    fleet
      .numbers()
      .map(({ id }) => ({ id, name: nameOf(id) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en'))
  const test = async (): Promise<void> => {
    const profileId = number()
    setTrying(true)
    setFailed(undefined)
    setTried(undefined)
    try {
      const answer = await api.post<Answer>('/settings/test-connection', profileId === '' ? {} : { profileId })
      setTried({ ...answer, of: profileId === '' ? 'Meta’s Graph' : nameOf(profileId), at: Date.now() })
    } catch (error) {
      setFailed(asApiError(error))
    }
    setTrying(false)
  }
  return (
    <section class="panel" aria-labelledby="connection">
      <header>
        <h2 id="connection">Connection to Meta</h2>
      </header>
      <AsyncView of={props.diagnosis} what="address of the Graph" lines={2}>
        {(data) => (
          <KeyValues
            of={[
              {
                name: 'Graph address',
                value: <span class="mono">{plain(data().graph.url)}</span>,
                note: 'a number may have its own',
              },
              { name: 'Graph version', value: plain(data().graph.version) },
            ]}
          />
        )}
      </AsyncView>
      <Show when={may('admin', true)}>
        <form
          class="connection-test"
          onSubmit={(event) => {
            event.preventDefault()
            void test()
          }}
        >
          <label>
            <span class="unseen">What is tried</span>
            <select class="input" value={number()} onChange={(event) => setNumber(event.currentTarget.value)}>
              <option value="">Whether Meta answers at all</option>
              <For each={numbers()}>{(one) => <option value={one.id}>The token of {one.name}</option>}</For>
            </select>
          </label>
          <button class="button" type="submit" disabled={trying()}>
            {trying() ? 'Testing' : 'Test connection'}
          </button>
        </form>
        <Show when={tried()}>{(answer) => <Result of={answer()} />}</Show>
        <Show when={failed()}>{(error) => <Failure error={error()} what="test" onRetry={() => void test()} />}</Show>
      </Show>
    </section>
  )
}
