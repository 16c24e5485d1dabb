import { createMemo, createSignal, type JSX, Show } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import type { Query } from '../../data/query.ts'
import { may } from '../../data/session.ts'
import type { Message } from '../../data/wire.ts'
import { PageLink } from '../../parts/page-link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { Timeline } from '../../parts/timeline.tsx'
import { EditMessage } from '../../send/edit-message.tsx'
import { openSend } from '../../send/send-state.ts'
import { contentText } from '../../words/content.ts'
import { describeMessage, errorText } from '../../words/message.ts'
import { plain } from '../../words/plain.ts'
import { sentence } from '../../words/sentence.ts'
import { Course } from './course.tsx'
import { askToCancel, askToForbid, askToRelease, mayCancel, mayEdit, mayForbid, mayRelease } from './message-acts.ts'
import { knownName } from './message-data.ts'
import { MessageFacts } from './message-facts.tsx'
import { courseOf } from './phases.ts'
import { storyOf } from './story.ts'
import './message-detail.css'

const ENDED: ReadonlySet<string> = new Set(['delivered', 'read', 'failed', 'cancelled', 'expired', 'unresolved'])

type Props = {
  readonly of: Message
  readonly query: Pick<Query<Message>, 'set' | 'refetch'>
  /** the heading stands above it already */
  readonly untitled?: boolean
  /** a button beside the status, for the place where it stands */
  readonly more?: JSX.Element
}

/** The one thing that stops or stopped it, in a sentence. */
const Word = (props: { readonly of: Message }): JSX.Element => {
  const text = (): string | undefined => {
    const { error, duplicateConfirmed } = props.of
    if (duplicateConfirmed) return 'Two attempts were accepted by Meta: the recipient got it twice.'
    if (props.of.status === 'unknown')
      return "Meta's answer was lost, so it may have gone out. The guard waits for proof before anything is sent again."
    if (error === null) return undefined
    const by = error.code === null ? '' : 'Meta '
    return `${sentence(`${by}${errorText(error)}`)} ${error.detail === null ? '' : sentence(error.detail)}`
  }
  return (
    <Show when={text()}>
      {(words) => (
        <p class="message-word">
          <Shape of={props.of.status === 'failed' || props.of.duplicateConfirmed ? 'critical' : 'warning'} />
          <span>{words()}</span>
        </p>
      )}
    </Show>
  )
}

/** One message: what it is, what can be done with it, where its time went, and everything that happened with it. */
export const MessageDetail = (props: Props): JSX.Element => {
  const [editing, setEditing] = createSignal(false)
  const ended = () => ENDED.has(props.of.status) || props.of.direction === 'in'
  const now = createNow(1_000)
  // A message that has ended needs no clock.
  const course = createMemo(() => courseOf(props.of.timeline, knownName, ended() ? 0 : now()))
  const calm = createNow(30_000)
  const story = createMemo(() => storyOf(props.of, knownName, calm()))
  const says = () => contentText(props.of.type, props.of.content)
  const erased = () => (props.of.content === null ? 'Its text is erased or not kept any more.' : undefined)
  const took = (message: Message): void => props.query.set(() => message)
  const metaId = (): string => props.of.wamid ?? props.of.id
  const answer = (kind: 'text' | 'reaction'): void =>
    openSend({
      packageId: props.of.packageId,
      profileId: props.of.profileId ?? undefined,
      to: props.of.recipient,
      kind,
      ...(kind === 'text' ? { contextId: metaId() } : { reactTo: metaId() }),
    })
  const answerable = () => props.of.direction === 'in' && may('send') && props.of.content !== null
  return (
    <>
      <div class="message-head" classList={{ bare: props.untitled === true }}>
        <Show when={props.untitled !== true} fallback={<h2 class="unseen">What it says</h2>}>
          <div class="message-title">
            <h2>
              <PageLink to="message" id={props.of.id} class="message-alone">
                {describeMessage(props.of)}
              </PageLink>
            </h2>
            <StatusBadge status={props.of.status} inbound={props.of.direction === 'in'} />
            {props.more}
          </div>
        </Show>
        <Show when={says() ?? erased()}>{(text) => <p class="message-says">{plain(text())}</p>}</Show>
        <Word of={props.of} />
        <div class="message-acts">
          <Show when={mayRelease(props.of)}>
            <button class="button primary" type="button" onClick={() => askToRelease(props.of, took)}>
              Release
            </button>
          </Show>
          <Show when={mayEdit(props.of)}>
            <button class="button" type="button" onClick={() => setEditing(true)}>
              Edit
            </button>
          </Show>
          <Show when={mayCancel(props.of)}>
            <button class="button" type="button" onClick={() => askToCancel(props.of, took)}>
              Cancel message
            </button>
          </Show>
          <Show when={mayForbid(props.of)}>
            <button class="button" type="button" onClick={() => askToForbid(props.of, props.query.refetch)}>
              Never send again
            </button>
          </Show>
          <Show when={answerable()}>
            <button class="button" type="button" onClick={() => answer('text')}>
              Reply
            </button>
            <button class="button" type="button" onClick={() => answer('reaction')}>
              React
            </button>
          </Show>
        </div>
      </div>
      <div class="message-part">
        <MessageFacts of={props.of} now={calm()} />
      </div>
      <Show when={course()}>
        {(known) => (
          <div class="message-part">
            <Course of={known()} />
          </div>
        )}
      </Show>
      <div class="message-part">
        <Timeline label="What happened with this message" items={story()} />
      </div>
      <Show when={editing()}>
        <EditMessage of={props.of} onChange={took} onClose={() => setEditing(false)} />
      </Show>
    </>
  )
}
