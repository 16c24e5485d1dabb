import { useNavigate, useParams, useSearchParams } from '@solidjs/router'
import { createEffect, createMemo, createSignal, type JSX, Show } from 'solid-js'
import { createNow, learnClock } from '../../data/clock.ts'
import { type FleetNumber, ofStatus } from '../../data/fleet-number.ts'
import { fleet, putNames } from '../../data/fleet-store.ts'
import { may } from '../../data/session.ts'
import type { Profile } from '../../data/wire.ts'
import { RangeTool } from '../../frame/range-tool.tsx'
import { useTimeRange } from '../../frame/time-range.ts'
import { pathTo } from '../../pages.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { CopyId } from '../../parts/copy-id.tsx'
import { Facts, Page } from '../../parts/page.tsx'
import { openSend } from '../../send/send-state.ts'
import { plain } from '../../words/plain.ts'
import { isTokenRefused, reasonOf } from '../../words/reason.ts'
import { toSecond } from '../../words/time.ts'
import { EditNumber } from './edit-number.tsx'
import { History } from './history.tsx'
import { LastDay } from './last-day.tsx'
import { NewToken } from './new-token.tsx'
import { askToPause, askToQuarantine, askToResume, checkNow } from './number-acts.ts'
import { createNumber, createPackageOf, createReport } from './number-data.ts'
import { NumberSettings } from './number-settings.tsx'
import { Report } from './report.tsx'
import { StoryPanel } from './story-panel.tsx'
import './number.css'

type Open = 'token' | 'edit'

/** Stops that a person's word on this number does not end. */
const SHARED = new Set(['package-paused', 'global-paused'])

/** One number: how it is and why, what to do, every figure behind it, and what happened. */
const NumberPage = (): JSX.Element => {
  const params = useParams<{ id: string }>()
  const go = useNavigate()
  const [search, setSearch] = useSearchParams<{ do: string }>()
  const id = () => params.id
  // What is being taken out is not asked for any more: its last event would bring a question that has no answer.
  const [leaving, setLeaving] = createSignal(false)
  const asked = () => (leaving() ? undefined : params.id)
  const number = createNumber(asked)
  const report = createReport(asked)
  const ofPackage = createPackageOf(number)
  const [open, setOpen] = createSignal<Open>()
  const [checking, setChecking] = createSignal(false)
  const now = createNow(15_000)
  const [span, setSpan] = useTimeRange('24h')
  // A link from elsewhere asks for the dialog, once: it is no part of where the reader is.
  createEffect(() => {
    if (search.do === undefined) return
    if (search.do === 'token' && may('admin')) setOpen('token')
    setSearch({ do: null }, { replace: true })
  })

  /** As it said last; a number that falls silent stays as it was known. */
  const one = createMemo<FleetNumber | undefined>((before) => {
    const profile = number.data()
    if (profile === undefined) return undefined
    const known = before?.id === profile.id ? before : fleet.numbers[profile.id]
    if (profile.status === null) return known
    learnClock(Date.parse(profile.status.at))
    return ofStatus(profile.status, known)
  })
  const code = () => {
    const reason = one()?.reason ?? null
    return reason === null ? '' : reasonOf(reason).code
  }
  const resumable = () => {
    const state = one()?.state
    return (state === 'paused' || state === 'quarantined' || state === 'suspected') && !SHARED.has(code())
  }

  /** Its token is refused, and the reader may put in another: that comes first then. */
  const renewable = () =>
    may('admin') &&
    (isTokenRefused(one()?.reason ?? null) ||
      report.data()?.risk.floors.some(({ name }) => name === 'token-dead') === true)

  const refresh = async (): Promise<void> => {
    await Promise.all([number.refetch(), report.refetch()])
  }
  const changed = (profile: Profile): void => {
    number.set(() => profile)
    putNames([profile])
    void report.refetch()
  }
  const check = async (): Promise<void> => {
    const profile = number.data()
    if (profile === undefined || checking()) return
    setChecking(true)
    await checkNow(profile, refresh)
    setChecking(false)
  }
  const withNumber = (act: (profile: Profile) => void): void => {
    const profile = number.data()
    if (profile !== undefined) act(profile)
  }
  const gone = (packageId: string): void => go(pathTo('package', { id: packageId }) ?? '/', { replace: true })

  const above = () => {
    const packages = pathTo('packages')
    const own = pathTo('package', { id: number.data()?.packageId })
    const name = ofPackage.data()?.name
    return [
      ...(packages === undefined ? [] : [{ name: 'Packages', href: packages }]),
      ...(own === undefined || name === undefined ? [] : [{ name: plain(name), href: own }]),
    ]
  }

  const SmallFacts = (of: { readonly profile: Profile }): JSX.Element => {
    // Made once: made anew with each answer they would lose the focus.
    const [id, account] = [<CopyId id={of.profile.id} whole />, <CopyId id={of.profile.wabaId} />]
    const phone = (
      <Show when={one()?.phone} fallback="not heard yet">
        {(said) => <CopyId id={plain(said())} whole />}
      </Show>
    )
    const at = (time: string | null | undefined, none: string): string => {
      if (time === null || time === undefined) return none
      return toSecond(time, now())
    }
    return (
      <Facts
        of={[
          ['Phone number', phone],
          ['Id', id],
          ['Business account', account],
          ['Portfolio', plain(of.profile.portfolioId)],
          ['Last send', at(of.profile.status?.lastSendAt, 'none yet')],
          ['Last webhook', at(of.profile.status?.webhooks.lastAt, 'none yet')],
        ]}
      />
    )
  }

  const Actions = (): JSX.Element => (
    <>
      <Show when={may('send') && number.data()}>
        {(profile) => (
          <button
            class="button"
            type="button"
            onClick={() => openSend({ packageId: profile().packageId, profileId: profile().id })}
          >
            Send message
          </button>
        )}
      </Show>
      <Show when={may('operate') && number.data() !== undefined}>
        <Show
          when={resumable()}
          fallback={
            <button class="button" type="button" onClick={() => withNumber((profile) => askToPause(profile, refresh))}>
              Pause
            </button>
          }
        >
          <button class="button" type="button" onClick={() => withNumber((profile) => askToResume(profile, refresh))}>
            Resume
          </button>
        </Show>
        <Show when={!(one()?.state === 'quarantined' && code() === 'person') && !renewable()}>
          <button
            class="button"
            type="button"
            onClick={() => withNumber((profile) => askToQuarantine(profile, refresh))}
          >
            Quarantine
          </button>
        </Show>
        <button
          class="button"
          classList={{ primary: !renewable() }}
          type="button"
          disabled={checking()}
          onClick={() => void check()}
        >
          {checking() ? 'Asking Meta' : 'Check with Meta now'}
        </button>
        <Show when={renewable()}>
          <button class="button primary" type="button" onClick={() => setOpen('token')}>
            Enter a new token
          </button>
        </Show>
      </Show>
    </>
  )

  return (
    <Page
      name={number.data() === undefined ? 'Number' : plain(number.data()?.displayName ?? '')}
      above={above()}
      sub={<Show when={number.data()}>{(profile) => <SmallFacts profile={profile()} />}</Show>}
      tools={<RangeTool value={span()} onChange={setSpan} />}
      actions={<Actions />}
    >
      <AsyncView of={number} what="number" lines={16}>
        {(profile) => (
          <div class="stack">
            <Show
              when={one()}
              fallback={
                <div class="panel">
                  <Empty title="The number does not answer now">
                    Its settings are here; what it does is shown as soon as it answers.
                  </Empty>
                </div>
              }
            >
              {(known) => (
                <StoryPanel of={profile()} one={known()} report={report.data()} onDue={() => void refresh()} />
              )}
            </Show>
            <AsyncView of={report} what="report of this number" lines={16}>
              {(data) => (
                <Show when={one()}>
                  {(known) => (
                    <Report
                      of={profile()}
                      one={known()}
                      report={data()}
                      ofPackage={ofPackage.data()}
                      acts={{
                        check: () => void check(),
                        checking: checking(),
                        resume: () => askToResume(profile(), refresh),
                        newToken: () => setOpen('token'),
                        edit: () => setOpen('edit'),
                      }}
                    />
                  )}
                </Show>
              )}
            </AsyncView>
            <LastDay id={id()} span={span()} />
            <History id={id()} packageId={profile().packageId} />
            <Show when={may('admin')}>
              <NumberSettings
                of={profile()}
                ofPackage={ofPackage.data()}
                onEdit={() => setOpen('edit')}
                onToken={() => setOpen('token')}
                onLeave={setLeaving}
                onGone={gone}
              />
            </Show>
            <Show when={open() === 'token'}>
              <NewToken of={profile()} onChange={changed} onClose={() => setOpen()} />
            </Show>
            <Show when={open() === 'edit' && ofPackage.data()}>
              {(own) => <EditNumber of={profile()} ofPackage={own()} onChange={changed} onClose={() => setOpen()} />}
            </Show>
          </div>
        )}
      </AsyncView>
    </Page>
  )
}

export default NumberPage
