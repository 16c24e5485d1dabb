import { alertsChanged } from '../../data/alerts.ts'
import { api } from '../../data/api.ts'
import { asApiError } from '../../data/problem.ts'
import type { Alert } from '../../data/wire.ts'
import { confirm } from '../../parts/confirm-dialog.tsx'
import { toast } from '../../parts/toast.tsx'
import { counted } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { type Filter, queryOf } from './filter.ts'

/** What a reader can do with alerts. Read and dismissed hold for everybody. */

const pathOf = (id: string): string => `/alerts/${encodeURIComponent(id)}`

export const markRead = async (alert: Alert, then: (now: Alert) => void): Promise<void> => {
  try {
    then(await api.post<Alert>(`${pathOf(alert.id)}/read`))
    alertsChanged()
  } catch (error) {
    toast({ text: `The alert is still unread: ${asApiError(error).message}`, tone: 'critical' })
  }
}

export const askToDismiss = (alert: Alert, then: () => void): void =>
  confirm({
    title: 'Dismiss this alert?',
    text: `“${plain(alert.title)}” leaves the lists of everybody for good, Home's included. ${
      alert.closedAt === null
        ? 'What it tells of goes on: dismissing changes nothing about the number or package. If it ends and comes again, a new alert is raised.'
        : 'It is over. If it comes again, a new alert is raised.'
    }`,
    verb: 'Dismiss',
    danger: true,
    run: async () => {
      await api.delete(pathOf(alert.id))
      then()
      alertsChanged()
      toast({ text: 'The alert is dismissed.' })
    },
  })

/**
 * Marks those of a filter as read.
 *
 * @param upTo the newest that the reader has seen, RFC 3339: what was raised since stays unread
 */
export const askToReadAll = (
  filter: Filter,
  unread: number,
  narrow: boolean,
  upTo: string,
  then: () => Promise<unknown>,
): void =>
  confirm({
    title: `Mark ${counted(unread, 'alert')} as read?`,
    text: `${narrow ? 'Those that the filters show' : 'All that are listed'}, for everybody. They stay in the list; what holds still goes on. What is raised meanwhile stays unread.`,
    verb: 'Mark as read',
    run: async () => {
      const to = new Date(Date.parse(upTo) + 1).toISOString()
      const asked = Object.entries({ ...queryOf(filter), to }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      )
      const { read } = await api.post<{ read: number }>(`/alerts/read-all?${new URLSearchParams(asked)}`)
      alertsChanged()
      await then()
      toast({ text: `${counted(read, 'alert')} marked as read.` })
    },
  })
