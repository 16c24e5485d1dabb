import { type RouteSectionProps, useLocation } from '@solidjs/router'
import { createEffect, ErrorBoundary, type JSX, on, onCleanup, onMount, Suspense } from 'solid-js'
import { startLive } from '../data/live.ts'
import { may } from '../data/session.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { Fault } from '../parts/fault.tsx'
import { Toasts } from '../parts/toast.tsx'
import { SendHost } from '../send/send-host.tsx'
import { Palette } from './palette.tsx'
import { Rail } from './rail.tsx'
import { railNarrow } from './rail-state.ts'
import { StopBanner } from './stop.tsx'
import { TabBar } from './tab-bar.tsx'
import { TopLine } from './top-line.tsx'
import './frame.css'

/** What stands around every page: rail, top line, palette, dialogs; and the live line behind them. */
export const Frame = (props: RouteSectionProps): JSX.Element => {
  const location = useLocation()
  let main: HTMLElement | undefined
  onMount(() => {
    if (may('read')) onCleanup(startLive())
  })
  // A new page is read from its beginning: the focus goes where the page is.
  createEffect(
    on(
      () => location.pathname,
      () => main?.focus({ preventScroll: true }),
      { defer: true },
    ),
  )
  return (
    <div class="frame" classList={{ narrow: railNarrow() }}>
      <a class="frame-skip" href="#main" target="_self">
        Skip to the page
      </a>
      <Rail />
      <div class="frame-body">
        <TopLine />
        <StopBanner />
        <main id="main" class="frame-page" tabindex="-1" ref={main}>
          {/* a fault of one page leaves the frame, and a way to another */}
          <ErrorBoundary fallback={(error, again) => <Fault what="page" error={error} onRetry={again} />}>
            <Suspense fallback={<p class="muted">Loading the page</p>}>{props.children}</Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <TabBar />
      <Palette />
      <SendHost />
      <ConfirmDialog />
      <Toasts />
    </div>
  )
}
