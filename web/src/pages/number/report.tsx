import { createMemo, type JSX, Show } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import type { FleetNumber } from '../../data/fleet-number.ts'
import type { Health, Package, Profile } from '../../data/wire.ts'
import { PageLink } from '../../parts/page-link.tsx'
import { tenth } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { absence, runnerOf, scoreOf } from '../package/runner.ts'
import { type Acts, AdvicePanel } from './advice-panel.tsx'
import { weightParts } from './figures.ts'
import { CooldownPanel, LimitsInForce, MetaPanel, RiskPanel, SignsPanel, WeightPanel } from './report-panels.tsx'

type Props = {
  readonly of: Profile
  readonly one: FleetNumber
  readonly report: Health
  readonly ofPackage: Package | undefined
  readonly acts: Acts
}

/** The whole report: what to do, then every figure that speaks for it. */
export const Report = (props: Props): JSX.Element => {
  const now = createNow(15_000)
  const dead = () => props.report.risk.floors.some(({ name }) => name === 'token-dead')
  const score = createMemo(() => {
    const more = { setWeight: undefined, queueCap: props.of.limits.queue }
    return tenth(scoreOf(runnerOf(props.one, props.report, more, now()), now()).total)
  })
  const away = () => absence(props.one, props.report)
  return (
    <>
      <AdvicePanel
        advice={props.report.recommendations}
        acts={props.acts}
        tokenDead={dead()}
        ofPackage={props.ofPackage}
      />
      <div class="number-two">
        <RiskPanel risk={props.report.risk} />
        <SignsPanel report={props.report} />
      </div>
      <LimitsInForce of={props.of} one={props.one} report={props.report} />
      <div class="number-three">
        <WeightPanel total={props.report.weight.total} parts={weightParts(props.report, props.of, now())}>
          <Show when={away() === undefined} fallback={<>Smart would give it {score()} if it could send. </>}>
            Smart gives it {score()} now.{' '}
          </Show>
          <PageLink to="package" id={props.of.packageId} fallback="">
            Compare in {plain(props.ofPackage?.name ?? 'its package')}
          </PageLink>
        </WeightPanel>
        <CooldownPanel of={props.of} report={props.report} />
        <MetaPanel report={props.report} now={now()} />
      </div>
    </>
  )
}
