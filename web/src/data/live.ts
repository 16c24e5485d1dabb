import { batch, createSignal } from 'solid-js'
import { api, urlOf } from './api.ts'
import { Inbox, MOST_WAITING } from './inbox.ts'
import { type Standing, standingAfter, waitBefore } from './reconnect.ts'
import type { LiveEvent, LiveFrame, LiveSnapshot } from './wire.ts'

/**
 * The one WebSocket of this page. It begins with a snapshot and goes on with events; after a break it resumes where it
 * was. Listeners are told once for each painted frame, and not at all while the tab is hidden: what happened meanwhile
 * comes in one go when it is seen again.
 */
const PING_MS = 20_000
/** No word for so long, pings included, is a dead line. */
const SILENT_MS = 45_000

type Listener = {
  readonly events?: (events: readonly LiveEvent[]) => void
  readonly snapshot?: (snapshot: LiveSnapshot) => void
}

const [standing, setStanding] = createSignal<Standing>({ kind: 'connecting' })
const [paused, setPaused] = createSignal(false)
const listeners = new Set<Listener>()
const inbox = new Inbox()

let socket: WebSocket | undefined
let since: string | undefined
let heardAt = 0
let failures = 0
let frame: number | undefined
let retry: number | undefined
let pulse: number | undefined
let pending: LiveSnapshot | undefined

/** How the line stands: `connecting`, `live`, `reconnecting`, or `stale` since a moment. */
export const liveStanding = standing
/** Whether a reader has stopped the view; what happens meanwhile is kept and shown when it goes on. */
export const livePaused = paused

/** Tells a listener of events and snapshots until the returned function is called. */
export const onLive = (listener: Listener): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const pauseLive = (stop: boolean): void => {
  setPaused(stop)
  plan()
}

const flush = (): void => {
  frame = undefined
  batch(() => {
    if (pending !== undefined) {
      const snapshot = pending
      pending = undefined
      for (const listener of listeners) listener.snapshot?.(snapshot)
    }
    const events = inbox.take()
    if (events.length > 0) for (const listener of listeners) listener.events?.(events)
  })
  plan()
}

const plan = (): void => {
  if (frame !== undefined || paused() || document.visibilityState === 'hidden') return
  if (inbox.size > 0 || pending !== undefined) frame = requestAnimationFrame(flush)
}

const take = (text: string): void => {
  heardAt = Date.now()
  if (text === 'pong') return
  const told: LiveFrame = JSON.parse(text)
  since = told.seq
  if (told.type === 'snapshot') {
    inbox.clear()
    pending = told
  } else inbox.add(told.events)
  // Too much was missed while nobody looked: a snapshot says it shorter.
  if (inbox.size > MOST_WAITING) restart()
  plan()
}

const restart = (): void => {
  inbox.clear()
  since = undefined
  socket?.close()
}

const beat = (): void => {
  if (Date.now() - heardAt > SILENT_MS) socket?.close()
  else if (socket?.readyState === WebSocket.OPEN) socket.send('ping')
}

const lost = (): void => {
  window.clearInterval(pulse)
  socket = undefined
  failures += 1
  setStanding(standingAfter(failures, heardAt))
  // A refused handshake does not say why: if the session is over, this tells the page.
  void api.get('/session').catch(() => undefined)
  retry = window.setTimeout(connect, waitBefore(failures, Math.random()))
}

const connect = (): void => {
  window.clearTimeout(retry)
  const url = new URL(urlOf('/live', { since }), window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const line = new WebSocket(url)
  socket = line
  line.onopen = () => {
    failures = 0
    heardAt = Date.now()
    setStanding({ kind: 'live' })
    pulse = window.setInterval(beat, PING_MS)
  }
  line.onmessage = ({ data }) => take(String(data))
  line.onclose = () => {
    if (socket === line) lost()
  }
}

const onSeen = (): void => {
  if (document.visibilityState === 'hidden') return
  // A machine that slept has a dead line and a long wait before it.
  if (socket === undefined) connect()
  else beat()
  plan()
}

/** Opens the line; the returned function closes it for good. */
export const startLive = (): (() => void) => {
  setStanding({ kind: 'connecting' })
  connect()
  document.addEventListener('visibilitychange', onSeen)
  window.addEventListener('online', onSeen)
  return () => {
    document.removeEventListener('visibilitychange', onSeen)
    window.removeEventListener('online', onSeen)
    window.clearTimeout(retry)
    window.clearInterval(pulse)
    const line = socket
    socket = undefined
    line?.close()
    inbox.clear()
    pending = undefined
    since = undefined
    failures = 0
    setPaused(false)
  }
}
