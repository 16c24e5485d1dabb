/**
 * What the messages of the newest events were is asked for one by one: a few in a turn, and seldom. A turn of 2 in 4 s is 30
 * requests a minute.
 */
const AT_ONCE = 2
const GAP_MS = 4_000

/** Which of those that wait are asked for now, and in how many ms to look again; undefined = nothing is left. */
export const nextReads = (
  waiting: readonly string[],
  readAt: number,
  now: number,
): { readonly ids: readonly string[]; readonly again: number | undefined } => {
  const due = readAt + GAP_MS
  if (now < due) return { ids: [], again: waiting.length === 0 ? undefined : due - now }
  return { ids: waiting.slice(0, AT_ONCE), again: waiting.length > AT_ONCE ? GAP_MS : undefined }
}
