import { counts, note } from './counters.ts'

/** How much each object has under way, and since when it has had any. */
const awake = new WeakMap<object, { open: number; since: number }>()

/** Counts the object as awake until `work` has ended. */
async function during<T>(object: object, work: () => Promise<T> | T): Promise<T> {
  const state = awake.get(object) ?? { open: 0, since: 0 }
  awake.set(object, state)
  if (state.open === 0) state.since = Date.now()
  state.open += 1
  try {
    return await work()
  } finally {
    state.open -= 1
    if (state.open === 0) counts.awakeMs += Date.now() - state.since
  }
}

/** The first words of a statement, by which it is told from others. */
const kindOf = (query: string): string => query.replace(/\s+/g, ' ').trim().slice(0, 60)

type Method = (this: object, ...args: unknown[]) => unknown

function replace(target: object, name: string, make: (before: Method) => Method): void {
  const before: unknown = Reflect.get(target, name)
  if (typeof before !== 'function') throw new Error(`the platform's ${name} is gone`)
  Reflect.set(
    target,
    name,
    make(function (this: object, ...args) {
      return Reflect.apply(before, this, args)
    }),
  )
}

let watched = false

/** A cursor's figures are whole when it has been read, which its caller does at once: they are taken at the next statement. */
let last: { cursor: SqlStorageCursor<Record<string, SqlStorageValue>>; query: string } | null = null

export function takeLast(): void {
  if (last === null) return
  const { cursor, query } = last
  last = null
  counts.objectRowsRead += cursor.rowsRead
  counts.objectRowsWritten += cursor.rowsWritten
  if (cursor.rowsWritten > 0) note(`written ${kindOf(query)}`, cursor.rowsWritten)
  note(`statement ${kindOf(query)}`)
}

/** Puts the counting into the platform's own classes, once: every object of the isolate uses them. */
export function watchPlatform(ctx: DurableObjectState): void {
  if (watched) return
  watched = true
  replace(
    Object.getPrototypeOf(ctx.storage.sql),
    'exec',
    (exec) =>
      function (...args) {
        takeLast()
        const cursor = exec.apply(this, args) as SqlStorageCursor<Record<string, SqlStorageValue>>
        counts.objectStatements += 1
        last = { cursor, query: String(args[0]) }
        return cursor
      },
  )
  for (const name of ['setAlarm', 'deleteAlarm'])
    replace(
      Object.getPrototypeOf(ctx.storage),
      name,
      (set) =>
        function (...args) {
          counts.alarmsSet += 1
          counts.objectRowsWritten += 1
          note(`written ${name}`)
          return set.apply(this, args)
        },
    )
  replace(
    Object.getPrototypeOf(ctx),
    'waitUntil',
    (wait) =>
      function (...args) {
        void during(this, async () => {
          await Promise.resolve(args[0]).catch(() => undefined)
        })
        return wait.apply(this, args)
      },
  )
}

/** Counts what the objects of a class are asked, and how long they have something to do. `ctx` is looked up on the object. */
export function watchClass(kind: string, made: { prototype: object }): void {
  const base: object = Object.getPrototypeOf(made.prototype)
  for (const name of Object.getOwnPropertyNames(base)) {
    const found = Object.getOwnPropertyDescriptor(base, name)?.value
    if (name === 'constructor' || typeof found !== 'function') continue
    Object.defineProperty(made.prototype, name, {
      configurable: true,
      value(this: object, ...args: unknown[]) {
        if (name === 'alarm') counts.alarmRuns += 1
        else counts.objectRequests += 1
        note(`call ${kind}.${name}`)
        const ctx: object = Reflect.get(this, 'ctx')
        return during(ctx, () => Reflect.apply(found, this, args))
      },
    })
  }
}
