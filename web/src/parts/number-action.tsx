import { type JSX, Show } from 'solid-js'
import { api } from '../data/api.ts'
import { nameOf, touchNumber } from '../data/fleet.ts'
import { canSend, type FleetNumber } from '../data/fleet-number.ts'
import { fleet } from '../data/fleet-store.ts'
import { may } from '../data/session.ts'
import type { Status } from '../data/wire.ts'
import { counted } from '../words/count.ts'
import { isTokenRefused, reasonOf } from '../words/reason.ts'
import { STATE_WORDS } from '../words/states.ts'
import { confirm } from './confirm-dialog.tsx'
import { PageLink } from './page-link.tsx'
import { toast } from './toast.tsx'

/** What a person can do about a number that does not send. */
type Act = 'check' | 'resume'
/** `token`: its page asks for a new one */
export type NumberActionKind = Act | 'token'

const VERBS: Readonly<Record<NumberActionKind, string>> = {
  check: 'Check with Meta',
  resume: 'Resume',
  token: 'Enter new token',
}

type Subject = Pick<FleetNumber, 'id' | 'packageId' | 'state' | 'reason' | 'queue'>

/** undefined: nothing, or the reader may not, or the whole package stands still and the number cannot help it. */
export const numberActionOf = (one: Subject): NumberActionKind | undefined => {
  if (may('admin') && !canSend(one.state) && isTokenRefused(one.reason)) return 'token'
  if (!may('operate')) return undefined
  if (one.state === 'disconnected') return 'check'
  const ofPackage = fleet.packages[one.packageId]
  if (ofPackage?.paused === true || ofPackage?.globalPaused === true) return undefined
  return one.state === 'paused' || one.state === 'quarantined' ? 'resume' : undefined
}

/** What came of it: the number's own answer, which may be that it still cannot send. */
const say = (status: Status): void => {
  touchNumber(status.profileId)
  const name = nameOf(status.profileId)
  const sends = status.state === 'active' || status.state === 'cooling'
  if (sends) toast({ text: `${name} can send.` })
  else {
    const reason = status.reason === null ? '' : ` ${reasonOf(status.reason).text}`
    toast({ text: `${name} is still ${STATE_WORDS[status.state].toLowerCase()}.${reason}`, tone: 'info' })
  }
}

const act = async (one: Subject, path: 'reconnect' | 'resume', reason?: string): Promise<void> =>
  say(await api.post<Status>(`/profiles/${encodeURIComponent(one.id)}/${path}`, reason === undefined ? {} : { reason }))

/** What it begins with: `, beginning with the 3 messages in its queue` */
const first = (queue: number): string =>
  queue === 0 ? '' : `, beginning with the ${queue === 1 ? 'message' : counted(queue, 'message')} in its queue`

const ask = (one: Subject, kind: Act): void => {
  const name = nameOf(one.id)
  if (kind === 'check')
    confirm({
      title: `Check ${name} with Meta?`,
      text: 'The guard asks Meta for the number and its token now. If both are good, it sends again at once.',
      verb: 'Check with Meta',
      run: () => act(one, 'reconnect'),
    })
  else
    confirm({
      title: `Resume ${name}?`,
      text: `It is ${STATE_WORDS[one.state].toLowerCase()}. It sends again at its own pace${first(one.queue)}. What Meta itself forbids stays forbidden.`,
      verb: 'Resume',
      danger: one.state === 'quarantined',
      reason: true,
      run: (reason) => act(one, 'resume', reason),
    })
}

type Props = { readonly number: Subject; readonly kind: NumberActionKind; readonly small?: boolean }

/** The button for it; it asks first. */
const Ask = (props: Props & { readonly kind: Act }): JSX.Element => (
  <button
    class="button"
    classList={{ small: props.small === true }}
    type="button"
    aria-label={`${VERBS[props.kind]}: ${nameOf(props.number.id)}`}
    onClick={() => ask(props.number, props.kind)}
  >
    {VERBS[props.kind]}
  </button>
)

/** What can be done, as a button, or as a link to where it is done. */
export const NumberAction = (props: Props): JSX.Element => (
  <Show
    when={props.kind === 'token' ? undefined : props.kind}
    fallback={
      <PageLink
        to="number"
        id={props.number.id}
        query={{ do: 'token' }}
        class={props.small === true ? 'button small' : 'button'}
      >
        {VERBS.token}
        <span class="unseen"> for {nameOf(props.number.id)}</span>
      </PageLink>
    }
  >
    {(kind) => <Ask number={props.number} kind={kind()} small={props.small === true} />}
  </Show>
)
