import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js'
import type { Distribution } from '../../../../durable/domain/policy.ts'
import { MODE_WORDS } from '../../policy/words.ts'
import { count, signed } from '../../words/count.ts'
import type { Away } from './runner.ts'
import type { Share } from './share.ts'

type Props = {
  readonly mode: Distribution
  readonly inUse: boolean
  readonly picked: boolean
  readonly share: Share | undefined
  /** what the mode in use would do; undefined for that one itself */
  readonly against: Share | undefined
  /** numbers that take part */
  readonly order: readonly string[]
  readonly away: readonly Away[]
  /** the figure that fills a bar; the same for all modes */
  readonly most: number
  readonly nameOf: (id: string) => string
  /** undefined: the reader may not change it */
  readonly onPick: (() => void) | undefined
}

const RULE: Readonly<Record<Distribution, string>> = {
  round_robin: 'In turn, each as many.',
  random: 'By chance, each as likely.',
  weighted: 'By chance, as likely as the weight.',
  smart: 'Weight 35\u00a0%, head-room 25\u00a0%, readiness 20\u00a0%, safety 20\u00a0%.',
}

/** As many numbers as a card shows at first. */
const FIRST = 8

/** One mode: what it goes by and where the messages would go. */
export const ModeCard = (props: Props): JSX.Element => {
  const [whole, setWhole] = createSignal(false)
  const rows = () => [...props.order, ...props.away.map(({ id }) => id)]
  const shown = () => (whole() ? rows() : rows().slice(0, FIRST))
  const why = (id: string): string | undefined => props.away.find((one) => one.id === id)?.why
  const difference = (id: string): string => {
    if (props.against === undefined) return ''
    const by = (props.share?.counts.get(id) ?? 0) - (props.against.counts.get(id) ?? 0)
    return by === 0 ? '=' : signed(by)
  }
  const id = createUniqueId()
  return (
    <div class="mode" classList={{ picked: props.picked }}>
      <p class="mode-name">
        <Show when={props.onPick} fallback={MODE_WORDS[props.mode]}>
          {(pick) => (
            <>
              <input id={id} type="radio" name="mode" checked={props.picked} onChange={() => pick()()} />
              <label for={id}>{MODE_WORDS[props.mode]}</label>
            </>
          )}
        </Show>
        <Show when={props.inUse}>
          <em>in use</em>
        </Show>
      </p>
      <p class="mode-rule">
        {RULE[props.mode]}
        <Show when={(props.share?.spread ?? 0) > 0}> One run differs by about ±{props.share?.spread}.</Show>
      </p>
      <ul>
        <For each={shown()}>
          {(id) => (
            <li classList={{ away: why(id) !== undefined }}>
              <span class="cut" title={props.nameOf(id)}>
                {props.nameOf(id)}
              </span>
              <Show
                when={why(id)}
                fallback={
                  <>
                    <span class="mode-track" aria-hidden="true">
                      <i style={{ '--share': (props.share?.counts.get(id) ?? 0) / props.most }} />
                    </span>
                    <span class="mode-count">
                      {props.share === undefined ? '' : count(props.share.counts.get(id) ?? 0)}{' '}
                      <small>{difference(id)}</small>
                    </span>
                  </>
                }
              >
                {(word) => <span class="mode-away">{word()}</span>}
              </Show>
            </li>
          )}
        </For>
        <Show when={rows().length > FIRST}>
          <li class="mode-more">
            <button class="button quiet small" type="button" aria-expanded={whole()} onClick={() => setWhole(!whole())}>
              {whole() ? 'Show less' : `Show all ${count(rows().length)}`}
            </button>
          </li>
        </Show>
        <Show when={(props.share?.waits ?? 0) > 0 && props.order.length > 0}>
          <li>
            <span class="cut">Wait for a cap</span>
            <span class="mode-track waits" aria-hidden="true">
              <i style={{ '--share': (props.share?.waits ?? 0) / props.most }} />
            </span>
            <span class="mode-count">
              {count(props.share?.waits ?? 0)} <small />
            </span>
          </li>
        </Show>
      </ul>
    </div>
  )
}
