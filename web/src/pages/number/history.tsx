import { useSearchParams } from '@solidjs/router'
import { createMemo, type JSX, Match, Switch } from 'solid-js'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { NumberAlerts } from './number-alerts.tsx'
import { NumberChanges } from './number-changes.tsx'
import { NumberMessages } from './number-messages.tsx'
import './history.css'

const SHOWN = [
  { value: 'messages', label: 'Messages' },
  { value: 'alerts', label: 'Alerts' },
  { value: 'changes', label: 'Changes' },
] as const
type Shown = (typeof SHOWN)[number]['value']

/** What happened with the number: its messages, its alerts, what people and rules did. */
export const History = (props: { readonly id: string; readonly packageId: string }): JSX.Element => {
  const [search, setSearch] = useSearchParams()
  const shown = createMemo((): Shown => SHOWN.find(({ value }) => value === search['show'])?.value ?? 'messages')
  return (
    <section class="panel" aria-labelledby="history">
      <header class="history-head">
        <h2 id="history">History</h2>
        <FilterChips
          label="What is shown"
          chips={SHOWN}
          value={shown()}
          onChange={(value) => setSearch({ show: value === 'messages' ? null : value }, { replace: true })}
        />
        <Switch>
          <Match when={shown() === 'messages'}>
            <PageLink to="messages" query={{ profileId: props.id }} class="link end" fallback={<span />}>
              Open in Messages
            </PageLink>
          </Match>
          <Match when={shown() === 'alerts'}>
            <PageLink to="alerts" query={{ profileId: props.id }} class="link end" fallback={<span />}>
              Open in Alerts
            </PageLink>
          </Match>
          <Match when={shown() === 'changes'}>
            <PageLink
              to="audit"
              query={{ subjectKind: 'profile', subjectId: props.id }}
              class="link end"
              fallback={<span />}
            >
              Open in the audit log
            </PageLink>
          </Match>
        </Switch>
      </header>
      <Switch>
        <Match when={shown() === 'messages'}>
          <NumberMessages id={props.id} packageId={props.packageId} />
        </Match>
        <Match when={shown() === 'alerts'}>
          <NumberAlerts id={props.id} />
        </Match>
        <Match when={shown() === 'changes'}>
          <NumberChanges id={props.id} />
        </Match>
      </Switch>
    </section>
  )
}
