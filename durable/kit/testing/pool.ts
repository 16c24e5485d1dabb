import { NodeD1 } from './node-d1.ts'
import { NodeSql } from './node-sql.ts'

/**
 * Databases that are used again: to make one with its schema costs more than a whole small world does. One that comes
 * back is emptied, so that a world cannot tell it from a new one; what is kept is the schema and the prepared statements.
 */
export class Pool {
  readonly #actors = new Map<string, NodeSql[]>()
  readonly #d1: NodeD1[] = []

  actor(kind: string): NodeSql {
    return this.#actors.get(kind)?.pop() ?? new NodeSql()
  }

  d1(): NodeD1 {
    return this.#d1.pop() ?? new NodeD1()
  }

  giveBack(kind: string, sql: NodeSql): void {
    sql.empty(['actor_schema'])
    sql.rowsWritten = 0
    const free = this.#actors.get(kind)
    if (free === undefined) this.#actors.set(kind, [sql])
    else free.push(sql)
  }

  giveBackD1(d1: NodeD1): void {
    d1.empty()
    this.#d1.push(d1)
  }
}
