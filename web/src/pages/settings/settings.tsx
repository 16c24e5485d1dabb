import { type JSX, Match, Show, Switch } from 'solid-js'
import type { Query } from '../../data/query.ts'
import { may } from '../../data/session.ts'
import type { Settings as Known } from '../../data/wire.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { KeyValues, type Line } from '../../parts/kv.tsx'
import { Page } from '../../parts/page.tsx'
import { count } from '../../words/count.ts'
import { span } from '../../words/time.ts'
import { About, Look } from './about.tsx'
import { Connection } from './connection.tsx'
import { EditRetention } from './edit-retention.tsx'
import { EditRules } from './edit-rules.tsx'
import { daysText, KEPT, KEPT_WORDS } from './retention.ts'
import { Sending } from './sending.tsx'
import { createDiagnosis, createEditing, createSettings } from './settings-data.ts'
import './settings.css'

const retentionLines = ({ retention }: Known): readonly Line[] =>
  KEPT.map((kept) => ({ name: KEPT_WORDS[kept].name, value: daysText(retention[kept]), note: KEPT_WORDS[kept].what }))

const ruleLines = ({ throttle, reconcileWindowSeconds }: Known): readonly Line[] => [
  {
    name: 'Requests of one token',
    value: throttle === null ? 'no limit' : `${count(throttle.requestsPerMinute)} a minute`,
    note: 'signing in: 10 tries a minute from one address',
  },
  {
    name: 'Wait for a lost answer',
    value: span(reconcileWindowSeconds * 1_000),
    note: 'silence before it counts as not sent; packages and numbers may set their own',
  },
]

const Part = (props: {
  readonly id: string
  readonly title: string
  readonly of: Query<Known>
  readonly lines: (of: Known) => readonly Line[]
  readonly note: string
  readonly onChange: () => void
}): JSX.Element => (
  <section class="panel" aria-labelledby={props.id}>
    <header class="settings-head">
      <h2 id={props.id}>{props.title}</h2>
      <Show when={may('admin', true) && props.of.data() !== undefined}>
        <button class="button small end" type="button" aria-describedby={props.id} onClick={() => props.onChange()}>
          Change
        </button>
      </Show>
    </header>
    <AsyncView of={props.of} what="settings" lines={4}>
      {(known) => <KeyValues of={props.lines(known())} />}
    </AsyncView>
    <p class="settings-note muted small">{props.note}</p>
  </section>
)

/** What holds for the whole deployment, and what this browser shows. */
const Settings = (): JSX.Element => {
  const settings = createSettings()
  const diagnosis = createDiagnosis()
  const [editing, setEditing] = createEditing()
  const all = () => may('read', true)
  const close = (): void => {
    setEditing(undefined)
  }
  return (
    <Page
      name="Settings"
      sub={
        all()
          ? 'What holds for every package. Limits, cooldown and hours are set on each package and number.'
          : 'Your token is limited to some packages: what holds for all of them is not shown to it.'
      }
    >
      <div class="stack">
        <Show when={all()}>
          <Sending />
        </Show>
        <div class="cols settings">
          <div class="stack span6">
            <Show when={all()}>
              <Part
                id="retention"
                title="Retention"
                of={settings}
                lines={retentionLines}
                note="What is older is forgotten within the hour."
                onChange={() => setEditing('retention')}
              />
              <Part
                id="rules"
                title="Requests and waiting"
                of={settings}
                lines={ruleLines}
                note="A change holds at once here, and everywhere after at most a minute."
                onChange={() => setEditing('rules')}
              />
            </Show>
            <Look />
          </div>
          <div class="stack span6">
            <Show when={all()}>
              <Connection diagnosis={diagnosis} />
            </Show>
            <About diagnosis={diagnosis} />
          </div>
        </div>
      </div>
      <Show when={settings.data()}>
        {(known) => (
          <Switch>
            <Match when={editing() === 'retention'}>
              <EditRetention of={known()} onSaved={(now) => settings.set(() => now)} onClose={close} />
            </Match>
            <Match when={editing() === 'rules'}>
              <EditRules of={known()} onSaved={(now) => settings.set(() => now)} onClose={close} />
            </Match>
          </Switch>
        )}
      </Show>
    </Page>
  )
}

export default Settings
