import { useSearchParams } from '@solidjs/router'
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { api, everyItem } from '../../data/api.ts'
import { createQuery } from '../../data/query.ts'
import { askSession, session } from '../../data/session.ts'
import type { Package, Role } from '../../data/wire.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { confirm } from '../../parts/confirm-dialog.tsx'
import { type Chip, FilterChips } from '../../parts/filter-chips.tsx'
import { Page } from '../../parts/page.tsx'
import { toast } from '../../parts/toast.tsx'
import { counted } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { ROLE_WORDS } from '../../words/states.ts'
import { CreateKey } from './create-key.tsx'
import { KeyTable } from './key-table.tsx'
import { type ApiKey, inOrder, type NewApiKey } from './key-words.ts'
import { NewKey } from './new-key.tsx'
import { ROLE_RULES, ROLES } from './roles.ts'
import './api-keys.css'

/** No live event tells of a key. */
const EVERY_MS = 30_000
const PACKAGES_MS = 120_000

const STATES = ['used', 'revoked', 'all'] as const
type State = (typeof STATES)[number]

const WORDS: Readonly<Record<State, string>> = { used: 'In use', revoked: 'Revoked', all: 'All' }

/** Who and what may call the guard. */
const ApiKeys = (): JSX.Element => {
  const [search, setSearch] = useSearchParams()
  const [creating, setCreating] = createSignal(false)
  const [made, setMade] = createSignal<NewApiKey>()
  const keys = createQuery(
    () => true,
    (_, signal) => everyItem<ApiKey>('/api-keys', {}, signal),
    { every: EVERY_MS },
  )
  const packages = createQuery(
    () => true,
    (_, signal) => everyItem<Package>('/packages', {}, signal),
    { every: PACKAGES_MS },
  )
  const names = createMemo(() => new Map((packages.data() ?? []).map(({ id, name }) => [id, plain(name)])))
  const state = (): State => STATES.find((one) => one === search['state']) ?? 'used'
  const of = (wanted: State): readonly ApiKey[] =>
    (keys.data() ?? []).filter(({ revokedAt }) => wanted === 'all' || (revokedAt === null) === (wanted === 'used'))
  const rows = createMemo(() => inOrder(of(state())))
  const chips = (): readonly Chip<State>[] =>
    STATES.map((value) => ({
      value,
      label: WORDS[value],
      ...(keys.data() === undefined ? {} : { count: of(value).length }),
    }))
  const holders = (role: Role): string => {
    if (keys.data() === undefined) return ''
    const many = of('used').filter((key) => key.role === role).length
    return many === 0 ? 'no key in use' : `${counted(many, 'key')} in use`
  }
  const own = (): string | undefined => session()?.actor.id

  const put = (key: ApiKey): void => keys.set((known) => [key, ...known.filter(({ id }) => id !== key.id)])

  const askToRevoke = (key: ApiKey): void => {
    const name = plain(key.name)
    const mine = key.id === own()
    confirm({
      title: `Revoke ${name}?`,
      text: [
        'Whoever uses it is refused: at once here, within 60 seconds everywhere.',
        mine
          ? 'You are signed in with it: this signs you out.'
          : 'Sessions that were signed in with it end, and so do their live views.',
        'Messages that it brought in stay and go out. A revoked key cannot be brought back.',
      ].join(' '),
      verb: 'Revoke key',
      danger: true,
      run: async () => {
        const {
          id,
          name: title,
          role,
          packageIds,
          createdAt,
          revokedAt,
        } = await api.delete<ApiKey>(`/api-keys/${encodeURIComponent(key.id)}`)
        put({ id, name: title, role, packageIds, createdAt, revokedAt })
        toast({ text: `${name} is revoked.` })
        if (mine) void askSession()
      },
    })
  }

  return (
    <Page
      name="API keys"
      sub="Who and what may call the guard, and sign in here."
      actions={
        <button class="button primary" type="button" onClick={() => setCreating(true)}>
          Create key
        </button>
      }
    >
      <div class="stack">
        <Show when={made()} keyed>
          {(key) => <NewKey of={key} onStored={() => setMade()} />}
        </Show>
        <FilterChips
          label="State"
          chips={chips()}
          value={state()}
          onChange={(value) => setSearch({ state: value === 'used' ? null : value }, { replace: true })}
        />
        <div class="panel">
          <AsyncView
            of={keys}
            what="API keys"
            lines={8}
            empty={{
              when: () => rows().length === 0,
              view: (
                <Show
                  when={state() === 'used'}
                  fallback={<Empty title={state() === 'revoked' ? 'No key was revoked' : 'No keys yet'} />}
                >
                  <Empty title={of('all').length === 0 ? 'No keys yet' : 'No key is in use'}>
                    Each person and each piece of software gets a key of its own, with a role and, where that is enough,
                    some packages. Until then only ADMIN_TOKEN of this deployment gets in.
                  </Empty>
                </Show>
              ),
            }}
          >
            {() => <KeyTable keys={rows()} nameOf={(id) => names().get(id)} own={own()} onRevoke={askToRevoke} />}
          </AsyncView>
        </div>
        <section class="panel" aria-labelledby="roles">
          <header>
            <h2 id="roles">What each role may do</h2>
          </header>
          <dl class="key-roles">
            <For each={ROLES}>
              {(role) => (
                <div>
                  <dt>
                    {ROLE_WORDS[role]}
                    <span class="muted small">{holders(role)}</span>
                  </dt>
                  <dd>
                    {ROLE_RULES[role].does} <span class="muted">{ROLE_RULES[role].not}</span>
                  </dd>
                </div>
              )}
            </For>
          </dl>
        </section>
      </div>
      <Show when={creating()}>
        <CreateKey
          onCreated={(key) => {
            const { key: _, ...view } = key
            put(view)
            setCreating(false)
            setMade(key)
          }}
          onClose={() => setCreating(false)}
        />
      </Show>
    </Page>
  )
}

export default ApiKeys
