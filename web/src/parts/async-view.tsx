import { type JSX, Match, Show, Switch } from 'solid-js'
import type { ApiError } from '../data/problem.ts'
import type { Query } from '../data/query.ts'
import { clock } from '../words/time.ts'
import { CopyId } from './copy-id.tsx'
import { Shape } from './shape.tsx'
import './async-view.css'

type Asked<T> = Pick<Query<T>, 'data' | 'error' | 'loading' | 'at' | 'refetch'>

type Props<T> = {
  readonly of: Asked<T>
  /** what is shown, for the words of the other states: `alerts` */
  readonly what: string
  /** rows of the skeleton; about as high as what will come */
  readonly lines?: number
  /** whether there is nothing to show, and what is said then: what will appear here and how to make it so */
  readonly empty?: { readonly when: (data: T) => boolean; readonly view: JSX.Element }
  readonly children: (data: () => T) => JSX.Element
}

const TITLES: Partial<Record<ApiError['type'], string>> = {
  unreachable: 'The guard cannot be reached',
  timeout: 'The guard did not answer in time',
  unavailable: 'A part of the guard does not answer',
  'rate-limited': 'Too many requests',
}

/** Why something could not be shown, what can be done, and the id that the logs know it by. */
export const Failure = (props: {
  readonly error: ApiError
  readonly what: string
  readonly onRetry?: () => void
}): JSX.Element => (
  <div class="async-state" role="alert">
    <Shape of="critical" />
    <div>
      <strong>{TITLES[props.error.type] ?? `The ${props.what} could not be loaded`}</strong>
      <p>{props.error.message}</p>
      <Show when={props.error.requestId}>
        {(id) => (
          <p class="small">
            Request <CopyId id={id()} />
          </p>
        )}
      </Show>
    </div>
    <Show when={props.onRetry}>
      {(retry) => (
        <button class="button" type="button" onClick={() => retry()()}>
          Try again
        </button>
      )}
    </Show>
  </div>
)

/** Loading, empty, failed, forbidden and not there, in one place; what was loaded once stays when a refresh fails. */
export const AsyncView = <T,>(props: Props<T>): JSX.Element => {
  const isEmpty = (): boolean => {
    const data = props.of.data()
    return data !== undefined && props.empty?.when(data) === true
  }
  return (
    <Switch>
      <Match when={props.of.error()?.type === 'forbidden'}>
        <div class="async-state">
          <Shape of="info" />
          <div>
            <strong>Your token may not see the {props.what}</strong>
            <p>An admin can give it another role or more packages.</p>
          </div>
        </div>
      </Match>
      <Match when={props.of.error()?.type === 'not-found'}>
        <div class="async-state">
          <Shape of="info" />
          <div>
            <strong>No such {props.what} here</strong>
            <p>Deleted, or in a package that your token does not see.</p>
          </div>
        </div>
      </Match>
      <Match when={props.of.data() === undefined ? props.of.error() : undefined}>
        {(error) => <Failure error={error()} what={props.what} onRetry={() => void props.of.refetch()} />}
      </Match>
      <Match when={props.of.data() === undefined}>
        <div class="skeleton" role="status" style={{ '--lines': props.lines ?? 3 }}>
          <span class="unseen">Loading the {props.what}</span>
        </div>
      </Match>
      <Match when={true}>
        <Show when={props.of.error()}>
          <p class="async-late" role="status">
            <Shape of="warning" />
            <span>
              Could not be refreshed; as of {clock(props.of.at() ?? 0)}. {props.of.error()?.message}
            </span>
            <button class="button small" type="button" onClick={() => void props.of.refetch()}>
              Try again
            </button>
          </p>
        </Show>
        <Show when={!isEmpty()} fallback={props.empty?.view}>
          {props.children(() => {
            const data = props.of.data()
            if (data === undefined) throw new Error(`the ${props.what} are gone while they are shown`)
            return data
          })}
        </Show>
      </Match>
    </Switch>
  )
}

/** What an empty page says: what will appear here, and how to make it so. */
export const Empty = (props: { readonly title: string; readonly children?: JSX.Element }): JSX.Element => (
  <div class="async-state quiet">
    <div>
      <strong>{props.title}</strong>
      <Show when={props.children}>
        <p>{props.children}</p>
      </Show>
    </div>
  </div>
)
