import { counts, note } from './counters.ts'

const METHODS = ['all', 'run', 'raw', 'first'] as const

interface Told {
  meta?: { rows_read?: number; rows_written?: number }
}

function take(result: Told | undefined): void {
  counts.d1RowsRead += result?.meta?.rows_read ?? 0
  counts.d1RowsWritten += result?.meta?.rows_written ?? 0
}

let watched = false

/** `first` and `raw` bring no figures from D1: they are asked as `all`, which costs D1 the same. */
function watchStatements(statement: D1PreparedStatement): void {
  if (watched) return
  watched = true
  const proto: object = Object.getPrototypeOf(statement)
  const all: unknown = Reflect.get(proto, 'all')
  if (typeof all !== 'function') throw new Error('D1 has no all')
  const counted = async (on: object): Promise<D1Result<Record<string, unknown>>> => {
    counts.d1Calls += 1
    counts.d1Statements += 1
    const result = await Reflect.apply(all, on, [])
    take(result)
    return result
  }
  for (const name of METHODS)
    Object.defineProperty(proto, name, {
      configurable: true,
      async value(this: object, options?: string) {
        const result = await counted(this)
        if (name === 'all' || name === 'run') return result
        if (name === 'raw') return result.results.map((row) => Object.values(row))
        const row = result.results[0]
        if (row === undefined) return null
        return typeof options === 'string' ? row[options] : row
      },
    })
}

/** The same database, counted. */
export function countedDatabase(database: D1Database): D1Database {
  return new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const answer: unknown = Reflect.apply(value, target, args)
        if (name === 'prepare') {
          watchStatements(answer as D1PreparedStatement)
          note(`d1 ${String(args[0]).replace(/\s+/g, ' ').trim().slice(0, 60)}`)
        }
        if (name !== 'batch') return answer
        counts.d1Calls += 1
        counts.d1Statements += (args[0] as unknown[]).length
        return (answer as Promise<Told[]>).then((results) => {
          for (const one of results) take(one)
          return results
        })
      }
    },
  })
}
