import { type Accessor, createMemo } from 'solid-js'
import { everyItem } from '../data/api.ts'
import { createQuery } from '../data/query.ts'
import { may, session } from '../data/session.ts'
import type { Package, Profile } from '../data/wire.ts'
import { plain } from '../words/plain.ts'
import { STATE_WORDS } from '../words/states.ts'

type Option = { readonly value: string; readonly name: string }

/** Packages that a message can go to. A session that may only send knows those that it is limited to, by their ids. */
export const createPackageOptions = (): Accessor<readonly Option[]> => {
  const packages = createQuery(
    () => (may('read') ? true : undefined),
    (_, signal) => everyItem<Package>('/packages', {}, signal),
  )
  return createMemo(() =>
    may('read')
      ? (packages.data() ?? []).map(({ id, name }) => ({ value: id, name: plain(name) }))
      : (session()?.packageIds ?? []).map((id) => ({ value: id, name: id })),
  )
}

/** Numbers of a package, with their states; the first is any of them. */
export const createNumberOptions = (packageId: Accessor<string | undefined>): Accessor<readonly Option[]> => {
  const numbers = createQuery(
    () => (may('read') ? packageId() : undefined),
    (id, signal) => everyItem<Profile>(`/packages/${encodeURIComponent(id)}/profiles`, {}, signal),
  )
  return createMemo(() => [
    { value: '', name: 'Any of the package' },
    ...(numbers.data() ?? []).map(({ id, displayName, status }) => ({
      value: id,
      name: `${plain(displayName)}${status === null ? '' : `, ${STATE_WORDS[status.state].toLowerCase()}`}`,
    })),
  ])
}
