import { useSearchParams } from '@solidjs/router'
import { createEffect, createMemo, createSignal, For, type JSX, onCleanup, Show } from 'solid-js'
import { api, everyItem } from '../../data/api.ts'
import { guardNow } from '../../data/clock.ts'
import { listQuery } from '../../data/follow.ts'
import { createPages } from '../../data/pages.ts'
import { pollHead } from '../../data/poll-head.ts'
import { createQuery } from '../../data/query.ts'
import { may } from '../../data/session.ts'
import type { Page as PageOf, Profile } from '../../data/wire.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { FindUser } from '../../parts/find-user.tsx'
import { Page } from '../../parts/page.tsx'
import { Steady } from '../../parts/steady.tsx'
import { plain } from '../../words/plain.ts'
import { EraseRecipient } from './erase-recipient.tsx'
import { ImportOptOuts } from './import-opt-outs.tsx'
import { askToLift, type Change } from './opt-out-acts.ts'
import { OptOutTable } from './opt-out-table.tsx'
import { type Changes, keyOf, type OptOut, recipientOf, type Scope, stillOwn, withChanges } from './opt-out-words.ts'
import { SetOptOut } from './set-opt-out.tsx'
import './opt-outs.css'

const PAGE = 100
/** No live event tells of an opt-out. */
const EVERY_MS = 30_000
/** The list learns of a change a moment after it is in force. */
const LAG_MS = 3_000

type Open = 'set' | 'import' | 'erase'

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''))

/** Who must not be sent what. */
const OptOuts = (): JSX.Element => {
  const [search, setSearch] = useSearchParams()
  const [open, setOpen] = createSignal<Open>()
  const [changes, setChanges] = createSignal<Changes>({})
  const filter = createMemo(
    () => ({ recipient: one(search['recipient']).trim(), portfolioId: one(search['portfolioId']) }),
    undefined,
    { equals: (a, b) => a.recipient === b.recipient && a.portfolioId === b.portfolioId },
  )
  const pages = pollHead(
    createPages(
      filter,
      (asked, cursor, signal) => api.get<PageOf<OptOut>>('/opt-outs', { ...asked, limit: PAGE, cursor }, signal),
      keyOf,
    ),
    EVERY_MS,
    undefined,
    true,
  )
  // A portfolio is told by its numbers: there is no list of them.
  const portfolios = createQuery(
    () => true,
    async (_, signal) => [
      ...new Set((await everyItem<Profile>('/profiles', {}, signal)).map(({ portfolioId }) => portfolioId)),
    ],
  )
  const named = (): readonly string[] => {
    const chosen = filter().portfolioId
    const known = portfolios.data() ?? []
    return chosen === '' || known.includes(chosen) ? known : [...known, chosen]
  }
  const rows = createMemo(() => withChanges(pages.items(), changes()))
  // From then on the list tells: what was set here may be lifted elsewhere. A newer list that is kept aside is not shown yet.
  createEffect(() => {
    const at = pages.at()
    if (at !== undefined && !pages.held()) setChanges((before) => stillOwn(before, at))
  })
  let timer: number | undefined
  onCleanup(() => window.clearTimeout(timer))

  /** After a change of many, which the list is asked for once it knows. */
  const look = (): void => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => {
      setChanges({})
      pages.reload()
    }, LAG_MS)
  }
  const shows = (row: OptOut): boolean =>
    (filter().portfolioId === '' || filter().portfolioId === row.portfolioId) &&
    (filter().recipient === '' || filter().recipient === row.recipient)
  /** Now; and never before what is listed already, however this machine's clock goes. */
  const timeOfChange = () => ({
    at: Math.max(guardNow(), ...pages.items().map(({ at }) => Date.parse(at))),
    known: Date.now() + LAG_MS,
  })
  const put = ({ recipients, portfolios: told }: Change, scope: Scope): void => {
    const when = timeOfChange()
    const at = new Date(when.at).toISOString()
    const fresh = told.flatMap((portfolioId) =>
      recipients.map((recipient): OptOut => ({ recipient, portfolioId, scope, source: 'operator', at })),
    )
    const changed = fresh.filter(shows).map((row) => [keyOf(row), { row, ...when }] as const)
    setChanges((before) => ({ ...before, ...Object.fromEntries(changed) }))
  }
  const drop = (row: OptOut, { portfolios: told }: Change): void => {
    const when = timeOfChange()
    const gone = told.map(
      (portfolioId) => [keyOf({ portfolioId, recipient: row.recipient }), { row: null, ...when }] as const,
    )
    setChanges((before) => ({ ...before, ...Object.fromEntries(gone) }))
  }

  const find = (recipient: string): void => setSearch({ recipient: recipient || null }, { replace: true })
  const all = (): void => setSearch({ recipient: null, portfolioId: null }, { replace: true })

  const Actions = (): JSX.Element => (
    <>
      <Show when={may('admin', true)}>
        <button class="button" type="button" onClick={() => setOpen('erase')}>
          Erase a recipient
        </button>
      </Show>
      <Show when={may('operate', true)}>
        <button class="button" type="button" onClick={() => setOpen('import')}>
          Import
        </button>
        <button class="button primary" type="button" onClick={() => setOpen('set')}>
          Opt out
        </button>
      </Show>
    </>
  )

  return (
    <Page
      name="Opt-outs"
      sub="Who does not want to be written to. The guard refuses such messages before they reach Meta."
      actions={<Actions />}
    >
      <FindUser
        label="Find a recipient by the whole number or user id"
        asked={filter().recipient}
        onFind={find}
        class="opt-outs-find"
      >
        <Show when={named().length > 1 || filter().portfolioId !== ''}>
          <select
            class="input opt-outs-portfolio"
            aria-label="Portfolio"
            onChange={(event) => setSearch({ portfolioId: event.currentTarget.value || null }, { replace: true })}
          >
            <option value="" selected={filter().portfolioId === ''}>
              All portfolios
            </option>
            <For each={named()}>
              {(id) => (
                <option value={id} selected={filter().portfolioId === id}>
                  {plain(id)}
                </option>
              )}
            </For>
          </select>
        </Show>
      </FindUser>
      <div class="panel">
        <AsyncView
          of={listQuery(pages)}
          what="opt-outs"
          lines={12}
          empty={{
            when: () => rows().length === 0,
            view: (
              <Show
                when={filter().recipient !== '' || filter().portfolioId !== ''}
                fallback={
                  <Empty title="Nobody has opted out">
                    Who writes a stop word, chooses it in WhatsApp or is refused by Meta for it appears here by itself.
                    {may('operate', true) ? ' Whoever told you another way is opted out here.' : ''}
                  </Empty>
                }
              >
                <Empty
                  title={
                    filter().recipient === ''
                      ? 'Nobody has opted out in this portfolio'
                      : `No opt-out is listed for ${recipientOf(filter().recipient)}`
                  }
                >
                  <Show when={filter().recipient !== ''}>
                    The whole number is looked for. Of a recipient who was erased only a print is listed, and that is
                    not found by the number.{' '}
                  </Show>
                  <button class="button small" type="button" onClick={all}>
                    Show all
                  </button>
                </Empty>
              </Show>
            ),
          }}
        >
          {() => (
            <Steady of={pages} what="opt-outs">
              <OptOutTable
                rows={rows()}
                portfolios={named().length > 1}
                more={pages.more()}
                loading={pages.loading()}
                error={pages.error()}
                onMore={() => void pages.loadMore()}
                onLift={(row) => askToLift(row, (change) => drop(row, change))}
              />
            </Steady>
          )}
        </AsyncView>
      </div>
      <Show when={open() === 'set'}>
        <SetOptOut onSet={put} onClose={() => setOpen()} />
      </Show>
      <Show when={open() === 'import'}>
        <ImportOptOuts onDone={look} onClose={() => setOpen()} />
      </Show>
      <Show when={open() === 'erase'}>
        <EraseRecipient address={filter().recipient} onErased={look} onClose={() => setOpen()} />
      </Show>
    </Page>
  )
}

export default OptOuts
