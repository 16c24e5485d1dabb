import type { MessageView } from '../domain/message.ts'
import { viewOf } from './row.ts'
import type { PackageState } from './state.ts'

interface Page {
  limit: number
  cursor: string | null
}

interface Listed {
  items: MessageView[]
  nextCursor: string | null
}

/** A message by id: the package's view, and the profile that has the word while it is bound or ended there. */
export function messageOf(state: PackageState, id: string): { view: MessageView; boundTo: string | null } | null {
  const row = state.messages.byId(id)
  if (row === undefined) return null
  return { view: viewOf(row, state.name), boundTo: row.epoch % 2 === 1 ? row.profileId : null }
}

/** The backlog in order of address, lane and acceptance. The cursor is the last one's place, opaque to callers. */
export function listQueue(state: PackageState, page: Page): Listed {
  const at = readCursor(page.cursor)
  const after = at === null ? null : { target: String(at[0]), lane: Number(at[1]), seq: Number(at[2]) }
  const rows = state.queue.list(after, page.limit)
  const last = rows.at(-1)
  return {
    items: rows.map((row) => viewOf(row, state.name)),
    nextCursor: rows.length < page.limit || last === undefined ? null : cursor([last.target, last.lane, last.seq]),
  }
}

/** Scheduled messages in order of their time; those that only wait for a while after a return are passed over. */
export function listScheduled(state: PackageState, page: Page): Listed {
  const items: MessageView[] = []
  let at = readCursor(page.cursor)
  for (;;) {
    const after = at === null ? null : { dueAt: Number(at[0]), seq: Number(at[1]) }
    const rows = state.queue.timed(after, page.limit)
    for (const row of rows) {
      at = [row.dueAt ?? 0, row.seq]
      if (row.conv === 1) continue
      items.push(viewOf(row, state.name))
      if (items.length === page.limit) return { items, nextCursor: cursor(at) }
    }
    if (rows.length < page.limit) return { items, nextCursor: null }
  }
}

function cursor(at: (string | number)[]): string {
  return JSON.stringify(at)
}

/** An unreadable cursor begins anew: the edge has checked those that come from outside. */
function readCursor(text: string | null): (string | number)[] | null {
  if (text === null) return null
  try {
    const at: unknown = JSON.parse(text)
    return Array.isArray(at) ? at.map((one) => (typeof one === 'number' ? one : String(one))) : null
  } catch {
    return null
  }
}
