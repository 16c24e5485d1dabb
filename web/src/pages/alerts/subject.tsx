import { type JSX, Match, Show, Switch } from 'solid-js'
import { nameOf } from '../../data/fleet.ts'
import { fleet } from '../../data/fleet-store.ts'
import type { Alert } from '../../data/wire.ts'
import { CopyId } from '../../parts/copy-id.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { plain } from '../../words/plain.ts'

const packageName = (id: string): string => fleet.packages[id]?.name ?? plain(id)

/** What an alert is about, in a word: the number's name, the package's, or `Business account 2001`. */
export const subjectOf = ({ subject }: Pick<Alert, 'subject'>): string => {
  if (subject.kind === 'profile') return nameOf(subject.id)
  if (subject.kind === 'package') return packageName(subject.id)
  return subject.kind === 'waba' ? `Business account ${plain(subject.id)}` : plain(subject.id)
}

/** The same with its package: `Orders Berlin 2 · Orders EU`. */
export const whereOf = (alert: Pick<Alert, 'subject' | 'packageId'>): string =>
  alert.packageId === null || alert.subject.kind === 'package'
    ? subjectOf(alert)
    : `${subjectOf(alert)} · ${packageName(alert.packageId)}`

/** Links to what it concerns. */
export const Subject = (props: { readonly of: Alert }): JSX.Element => (
  <>
    <Switch fallback={plain(props.of.subject.id)}>
      <Match when={props.of.subject.kind === 'profile'}>
        <PageLink to="number" id={props.of.subject.id}>
          {nameOf(props.of.subject.id)}
        </PageLink>
      </Match>
      <Match when={props.of.subject.kind === 'package'}>
        <PageLink to="package" id={props.of.subject.id}>
          {packageName(props.of.subject.id)}
        </PageLink>
      </Match>
      <Match when={props.of.subject.kind === 'waba'}>
        Business account <CopyId id={plain(props.of.subject.id)} />
      </Match>
    </Switch>
    <Show when={props.of.subject.kind === 'package' ? null : props.of.packageId}>
      {(id) => (
        <>
          {' '}
          in{' '}
          <PageLink to="package" id={id()}>
            {packageName(id())}
          </PageLink>
        </>
      )}
    </Show>
  </>
)
