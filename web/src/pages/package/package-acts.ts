import { api } from '../../data/api.ts'
import { refreshFleet } from '../../data/fleet.ts'
import { asApiError } from '../../data/problem.ts'
import type { Package } from '../../data/wire.ts'
import { confirm } from '../../parts/confirm-dialog.tsx'
import { toast } from '../../parts/toast.tsx'
import { plain } from '../../words/plain.ts'
import { lossOf, stopOf } from './loss.ts'

/** What a person can do with a whole package; each asks first and says what it will do, to how many. */

const path = (of: Package): string => `/packages/${encodeURIComponent(of.id)}`

export const askToPause = (of: Package, then: () => Promise<void>): void =>
  confirm({
    title: `Pause ${plain(of.name)}?`,
    text: stopOf(of),
    verb: 'Pause package',
    danger: true,
    reason: true,
    run: async (reason) => {
      await api.post(`${path(of)}/pause`, reason === undefined ? {} : { reason })
      await Promise.all([then(), refreshFleet()])
      toast({ text: `${plain(of.name)} is paused.` })
    },
  })

export const askToResume = (of: Package, then: () => Promise<void>): void =>
  confirm({
    title: `Resume ${plain(of.name)}?`,
    text: 'Its numbers send again, each at its own pace, beginning with what waits. Numbers that stopped by themselves stay stopped.',
    verb: 'Resume package',
    reason: true,
    run: async (reason) => {
      await api.post(`${path(of)}/resume`, reason === undefined ? {} : { reason })
      await Promise.all([then(), refreshFleet()])
      toast({ text: `${plain(of.name)} sends again.` })
    },
  })

type Leaving = {
  /** true while it is being deleted */
  readonly onLeave: (leaving: boolean) => void
  readonly onGone: () => void
  readonly onRefresh: () => Promise<void>
}

export const askToDelete = (of: Package, { onLeave, onGone, onRefresh }: Leaving): void =>
  confirm({
    title: `Delete ${plain(of.name)}?`,
    text: `${lossOf(of)} This cannot be undone.`,
    verb: (of.live?.open ?? 0) > 0 ? 'Cancel the queue and delete' : 'Delete package',
    danger: true,
    typed: plain(of.name),
    run: async () => {
      onLeave(true)
      try {
        // Only what the reader was told of is cancelled: messages that came since are an answer of their own.
        await api.delete(path(of), (of.live?.open ?? 0) > 0 ? { queue: 'cancel' } : {})
      } catch (error) {
        onLeave(false)
        if (asApiError(error).type === 'not-empty') await onRefresh()
        throw error
      }
      onGone()
      await refreshFleet()
      toast({ text: `${plain(of.name)} is deleted.` })
    },
  })
