import { type JSX, Show } from 'solid-js'
import type { Query } from '../../data/query.ts'
import { may } from '../../data/session.ts'
import type { Diagnostics } from '../../data/wire.ts'
import { setTheme, type Theme, themeChoice } from '../../frame/theme.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { KeyValues, type Line } from '../../parts/kv.tsx'
import { count, counted } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { zone } from '../../words/time.ts'
import './about.css'

const THEMES: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
]

/** What this browser shows; nothing of it reaches the guard. */
export const Look = (): JSX.Element => (
  <section class="panel look" aria-labelledby="look">
    <header>
      <h2 id="look">This browser</h2>
    </header>
    <KeyValues
      of={[
        {
          name: 'Theme',
          value: <FilterChips label="Theme" chips={THEMES} value={themeChoice()} onChange={setTheme} />,
        },
        { name: 'Times', value: plain(zone()), note: 'the browser’s own zone' },
      ]}
    />
  </section>
)

/** Stored secrets by the key that sealed them: what the change of MASTER_KEY still has to do. */
const sealedLine = (sealed: NonNullable<Diagnostics['sealed']>): Line => ({
  name: 'Stored secrets',
  value:
    sealed.unknown > 0
      ? `${counted(sealed.unknown, 'secret')} cannot be opened`
      : sealed.older > 0
        ? `${count(sealed.older)} of ${count(sealed.current + sealed.older)} under a former key`
        : sealed.current === 0
          ? 'none yet'
          : counted(sealed.current, 'secret'),
  note:
    sealed.unknown > 0
      ? 'the key that sealed them is not in MASTER_KEY'
      : sealed.older > 0
        ? 'sealed anew by themselves; until then the former key stays in MASTER_KEY'
        : 'sealed with the first key of MASTER_KEY',
})

/** Version, parts, and the ways in for software. */
export const About = (props: { readonly diagnosis: Query<Diagnostics> }): JSX.Element => {
  const facts = (now: Diagnostics): readonly Line[] => [
    { name: 'Version', value: plain(now.version) },
    {
      name: 'Database',
      value: now.database.ok
        ? now.database.latencyMs === null
          ? 'answers'
          : `answers in ${count(now.database.latencyMs)} ms`
        : 'does not answer',
    },
    ...(now.sealed === null ? [] : [sealedLine(now.sealed)]),
  ]
  return (
    <section class="panel" aria-labelledby="about">
      <header>
        <h2 id="about">About this guard</h2>
      </header>
      <Show when={may('read', true)}>
        <AsyncView of={props.diagnosis} what="diagnosis" lines={3}>
          {(now) => <KeyValues of={facts(now())} />}
        </AsyncView>
      </Show>
      <ul class="rows about-ways">
        <li>
          <a class="link" href="/api/docs" target="_blank" rel="noopener">
            API page
          </a>
          <p class="muted small">Every route with an example and its problems, to read and to try.</p>
        </li>
        <li>
          <a class="link" href="/api/openapi.json" target="_blank" rel="noopener">
            OpenAPI document
          </a>
          <p class="muted small">The same for software, OpenAPI 3.1.</p>
        </li>
        <li>
          <a class="link" href="/metrics" target="_blank" rel="noopener">
            Metrics
          </a>
          <p class="muted small">Prometheus text, as it is now. A scraper asks /metrics with an API key as bearer.</p>
        </li>
      </ul>
    </section>
  )
}
