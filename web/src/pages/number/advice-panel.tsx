import { Index, type JSX, Match, Show, Switch } from 'solid-js'
import { may } from '../../data/session.ts'
import type { Health, Package } from '../../data/wire.ts'
import { askToStart } from '../../frame/stop.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { sentence } from '../../words/sentence.ts'
import { SEVERITY_WORDS } from '../../words/states.ts'
import './advice-panel.css'

export type Acts = {
  readonly check: () => void
  readonly checking: boolean
  readonly resume: () => void
  readonly newToken: () => void
  readonly edit: () => void
}

type Advice = Health['recommendations'][number]

type Props = {
  readonly advice: readonly Advice[]
  readonly acts: Acts
  readonly tokenDead: boolean
  readonly ofPackage: Package | undefined
}

/** The one thing that can be done about it from here, for those who may. */
const Act = (props: Omit<Props, 'advice'> & { readonly code: string }): JSX.Element => (
  <Switch>
    <Match when={props.code === 'disconnected' && props.tokenDead && may('admin')}>
      <button class="button" type="button" onClick={props.acts.newToken}>
        Enter a new token
      </button>
    </Match>
    <Match when={(props.code === 'disconnected' || (props.code === 'hold' && !props.tokenDead)) && may('operate')}>
      <button class="button" type="button" disabled={props.acts.checking} onClick={props.acts.check}>
        {props.acts.checking ? 'Asking Meta' : 'Check with Meta now'}
      </button>
    </Match>
    <Match when={(props.code === 'paused' || props.code === 'quarantined') && may('operate')}>
      <button class="button" type="button" onClick={props.acts.resume}>
        Resume
      </button>
    </Match>
    <Match when={props.code === 'package-paused' && props.ofPackage}>
      {(of) => (
        <PageLink to="package" id={of().id} class="button" fallback="">
          Open the package
        </PageLink>
      )}
    </Match>
    <Match when={props.code === 'global-paused' && may('operate', true)}>
      <button class="button" type="button" onClick={askToStart}>
        Start sending
      </button>
    </Match>
    <Match when={/^limit-(hour|threeHours|day)$/.test(props.code) && may('admin')}>
      <button class="button" type="button" onClick={props.acts.edit}>
        Change the caps
      </button>
    </Match>
  </Switch>
)

/** What the guard recommends, the gravest first, each with what it goes by. */
export const AdvicePanel = (props: Props): JSX.Element => (
  <section class="panel" aria-labelledby="advice">
    <header>
      <h2 id="advice">What to do</h2>
    </header>
    <ul class="rows advice">
      <Index
        each={props.advice}
        fallback={
          <li>
            <Shape of="good" />
            <div>
              <h3>Nothing</h3>
              <p>The guard says here what a person should do, as soon as Meta or a limit asks for one.</p>
            </div>
          </li>
        }
      >
        {(one) => (
          <li>
            <Shape of={one().severity} />
            <div>
              <h3>
                <span class="unseen">{SEVERITY_WORDS[one().severity]}: </span>
                {sentence(one().text)}
              </h3>
              <Show when={one().evidence.length > 0}>
                <p>
                  {one()
                    .evidence.map(({ detail }) => sentence(detail))
                    .join(' ')}
                </p>
              </Show>
            </div>
            <Act
              code={one().evidence[0]?.code ?? ''}
              acts={props.acts}
              tokenDead={props.tokenDead}
              ofPackage={props.ofPackage}
            />
          </li>
        )}
      </Index>
    </ul>
  </section>
)
