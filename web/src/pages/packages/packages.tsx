import { useNavigate, useSearchParams } from '@solidjs/router'
import { createMemo, createSignal, type JSX, Show } from 'solid-js'
import { useFleet } from '../../data/fleet.ts'
import { may } from '../../data/session.ts'
import { pathTo } from '../../pages.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Page } from '../../parts/page.tsx'
import { count, counted } from '../../words/count.ts'
import { silentPackages } from '../../words/silent.ts'
import { CreatePackage } from './create-package.tsx'
import { PackageTable } from './package-table.tsx'
import './packages.css'

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''))

/** With fewer than this all of them are seen at once. */
const SEARCHED = 8

/** Every package, and how it does. */
const Packages = (): JSX.Element => {
  const fleet = useFleet()
  const go = useNavigate()
  const [search, setSearch] = useSearchParams()
  const [creating, setCreating] = createSignal(false)
  const q = () => one(search['q']).trim().toLowerCase()
  const shown = createMemo(() =>
    fleet.packages().filter(({ name, id }) => q() === '' || name.toLowerCase().includes(q()) || id.includes(q())),
  )
  const paused = () => fleet.packages().filter((of) => of.paused).length
  const sub = (): string => {
    if (fleet.data() === undefined || fleet.packages().length === 0) return ''
    const { able: can, total, silent } = fleet.figures()
    const all = `${count(can)} of ${counted(total, 'number')} can send`
    const able = silent === 0 ? all : `At least ${all}; ${silentPackages(silent)}`
    return paused() === 0
      ? `${able}.`
      : `${able}. ${counted(paused(), 'package')} ${paused() === 1 ? 'is' : 'are'} paused.`
  }
  const New = (): JSX.Element => (
    <Show when={may('admin', true)}>
      <button class="button primary" type="button" onClick={() => setCreating(true)}>
        Create package
      </button>
    </Show>
  )
  return (
    <Page name="Packages" sub={sub()} actions={<New />}>
      <Show when={fleet.packages().length > SEARCHED || q() !== ''}>
        <div class="packages-search">
          <Icon of="search" />
          <input
            class="input"
            type="search"
            placeholder="Name"
            aria-label="Filter by name"
            value={one(search['q'])}
            onInput={(event) => setSearch({ q: event.currentTarget.value || null }, { replace: true })}
          />
        </div>
      </Show>
      <div class="panel">
        <AsyncView
          of={fleet}
          what="packages"
          lines={8}
          empty={{
            when: () => fleet.packages().length === 0,
            view: (
              <Empty title="No packages yet">
                A package holds numbers that share their work: software posts messages to it, and the guard picks the
                number for each.
                {may('admin', true) ? ' Create the first, then add its numbers.' : ' An admin can create the first.'}
              </Empty>
            ),
          }}
        >
          {() => (
            <Show
              when={shown().length > 0}
              fallback={
                <Empty title="No package has this name">
                  <button class="button small" type="button" onClick={() => setSearch({ q: null }, { replace: true })}>
                    Show all {count(fleet.packages().length)}
                  </button>
                </Empty>
              }
            >
              <PackageTable
                packages={shown()}
                numbers={fleet.numbers()}
                onOpen={(id) => go(pathTo('package', { id }) ?? '/')}
              />
            </Show>
          )}
        </AsyncView>
      </div>
      <Show when={creating()}>
        <CreatePackage onCreated={(id) => go(pathTo('package', { id }) ?? '/')} onClose={() => setCreating(false)} />
      </Show>
    </Page>
  )
}

export default Packages
