/**
 * The dashboards of the bench, a process of its own: opens sockets to the live feed and writes down when each frame came
 * to each of them. A frame is the same text to all, so one copy is kept of it. Told `{ url, token, count }` it answers
 * `{ opened }`, told `{ report: true }` the frames that none had before all were open: others came too late for those.
 */
export interface Frame {
  text: string
  /** ms since the epoch, one per socket that got it */
  at: number[]
}

type Told = { url: string; token: string; count: number } | { report: true }

const frames = new Map<string, Frame>()
let early: ReadonlySet<string> = new Set()

function open(url: string, token: string): Promise<void> {
  const options: object = { headers: { authorization: `Bearer ${token}` } }
  const socket: WebSocket = Reflect.construct(WebSocket, [url, options])
  socket.addEventListener('message', ({ data }) => {
    const at = performance.timeOrigin + performance.now()
    const text = String(data)
    // `{"type":"events","seq":"…`: a snapshot is no event
    if (!text.startsWith('{"type":"events"')) return
    const seq = text.slice(0, text.indexOf('"', 24))
    const known = frames.get(seq)
    if (known === undefined) frames.set(seq, { text, at: [at] })
    else known.at.push(at)
  })
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error('the live feed did not open')))
  })
}

process.on('message', async (told: Told) => {
  if ('report' in told) {
    process.send?.({ frames: [...frames].flatMap(([seq, frame]) => (early.has(seq) ? [] : [frame])) })
    return
  }
  // one after the other: each takes a snapshot, which is not what is measured
  for (let i = 0; i < told.count; i++) await open(told.url, told.token)
  early = new Set(frames.keys())
  process.send?.({ opened: told.count })
})
process.once('disconnect', () => process.exit(0))
