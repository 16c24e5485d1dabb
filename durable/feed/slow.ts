/**
 * Slow readers. The platform does not tell how much of what was sent still waits on its side, and a blocked reader makes
 * it pile up there. So a reader shows that it lives: any text counts, and `ping` is answered `pong` without waking the
 * object. One that was sent this much since its last sign, and gave none for this long, is let go; it comes back with
 * `since` and gets what it missed, or a snapshot.
 */
export const SILENT_MS = 60_000
export const UNSEEN_BYTES = 16_000_000
export const UNSEEN_FRAMES = 20_000

export interface Reader {
  /** last sign of life, ms */
  seenAt: number
  /** sent since then */
  bytes: number
  frames: number
}

export function newReader(now: number): Reader {
  return { seenAt: now, bytes: 0, frames: 0 }
}

/** The reader after a sign of life at `at` (ms), if that is news. */
export function seen(reader: Reader, at: number): Reader {
  return at > reader.seenAt ? newReader(at) : reader
}

export function sent(reader: Reader, bytes: number): Reader {
  return { seenAt: reader.seenAt, bytes: reader.bytes + bytes, frames: reader.frames + 1 }
}

export function isSlow(reader: Reader, now: number): boolean {
  return now - reader.seenAt > SILENT_MS && (reader.bytes > UNSEEN_BYTES || reader.frames > UNSEEN_FRAMES)
}
