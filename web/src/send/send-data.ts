import { type Accessor, createMemo } from 'solid-js'
import { everyItem } from '../data/api.ts'
import { createQuery, type Query } from '../data/query.ts'
import { may, session } from '../data/session.ts'
import type { Package, Profile } from '../data/wire.ts'
import { plain } from '../words/plain.ts'
import { STATE_WORDS } from '../words/states.ts'

type Option = { readonly value: string; readonly name: string }

/** What a list offers, and how it was asked for: a list that failed is not an empty one. */
type Offered = {
  readonly options: Accessor<readonly Option[]>
  readonly query: Pick<Query<unknown>, 'error' | 'loading' | 'refetch'>
}

/** Packages that a message can go to. A session that may only send knows those that it is limited to, by their ids. */
export const createPackageOptions = (): Offered => {
  const packages = createQuery(
    () => (may('read') ? true : undefined),
    (_, signal) => everyItem<Package>('/packages', {}, signal),
  )
  const options = createMemo(() =>
    may('read')
      ? (packages.data() ?? []).map(({ id, name }) => ({ value: id, name: plain(name) }))
      : (session()?.packageIds ?? []).map((id) => ({ value: id, name: id })),
  )
  return { options, query: packages }
}

/** Numbers of a package, with their states; the first is any of them. */
export const createNumberOptions = (packageId: Accessor<string | undefined>): Offered => {
  const numbers = createQuery(
    () => (may('read') ? packageId() : undefined),
    (id, signal) => everyItem<Profile>(`/packages/${encodeURIComponent(id)}/profiles`, {}, signal),
  )
  const options = createMemo(() => [
    { value: '', name: 'Any of the package' },
    ...(numbers.data() ?? []).map(({ id, displayName, status }) => ({
      value: id,
      name: `${plain(displayName)}${status === null ? '' : `, ${STATE_WORDS[status.state].toLowerCase()}`}`,
    })),
  ])
  return { options, query: numbers }
}
