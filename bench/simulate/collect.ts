import type { MessageView } from '../../durable/domain/message.ts'
import type { World } from '../../durable/kit/testing/world.ts'
import type { Stage } from './deeds.ts'

/** A message as D1 keeps it, by the names of its view: SQLite knows neither booleans nor lists. */
type StoredMessage = Omit<MessageView, 'duplicateConfirmed' | 'error' | 'timeline'> & {
  duplicateConfirmed: number
  error: string | null
  timeline: string
}

const OUTBOUND = `
SELECT id, package_id AS packageId, profile_id AS profileId, direction, status, recipient, type, category, reference, wamid,
  not_before AS notBefore, accepted_at AS acceptedAt, updated_at AS updatedAt, expires_at AS expiresAt, attempts,
  duplicate_confirmed AS duplicateConfirmed, error, content, rev, timeline
FROM messages WHERE direction = 'out' ORDER BY id`

export interface Found {
  /** every message that D1 knows, outbound */
  d1: MessageView[]
  /** what the owner says of each promised or projected message */
  owners: Map<string, MessageView | null>
  /** what a package says of its own open work, and each number of its queue */
  open: { who: string; open: number; outbox: number }[]
  projected: MessageView[]
  /** rows of the owners' own tables that name who was erased */
  traces: { address: string; where: string }[]
}

export async function collect({ world, scenario, ledger }: Stage): Promise<Found> {
  const d1 = world.d1.rows<StoredMessage>(OUTBOUND).map(viewOfRow)
  const owners = new Map<string, MessageView | null>()
  for (const id of new Set([...ledger.promised.map((one) => one.id), ...d1.map((one) => one.id)])) {
    const packageId = `pkg_${id.slice(2, 12)}`
    const mine = await world.ask('package', packageId).message(id)
    const theirs = mine?.boundTo == null ? null : await world.ask('profile', mine.boundTo).message(id)
    owners.set(id, theirs ?? mine?.view ?? null)
  }
  const open: Found['open'] = []
  for (const id of scenario.packages) open.push({ who: id, ...(await openAt(world, id)) })
  for (const { id } of scenario.numbers) {
    const { items } = await world.ask('profile', id).listQueue({ limit: 100, cursor: null })
    open.push({ who: id, open: items.length, outbox: (await world.ask('profile', id).diagnostics()).outbox })
  }
  const projected = world.projected
    .flatMap(({ batch }) => batch.messages ?? [])
    .filter((row) => row.direction === 'out')
  return { d1, owners, open, projected, traces: tracesOf({ world, scenario, ledger }) }
}

/** By its diagnostics: its status asks the numbers first, whose answers take time in this world. */
export async function openAt(world: World, packageId: string): Promise<{ open: number; outbox: number }> {
  const { counts, outbox } = await world.ask('package', packageId).diagnostics()
  const { high = 0, normal = 0, low = 0, scheduled = 0, handedOver = 0 } = counts
  return { open: high + normal + low + scheduled + handedOver, outbox }
}

function tracesOf({ world, scenario, ledger }: Pick<Stage, 'world' | 'scenario' | 'ledger'>): Found['traces'] {
  const addresses = [...new Set(ledger.erased.map((one) => one.address))]
  if (addresses.length === 0) return []
  const actors = [
    ...scenario.packages.map((id) => ['package', id] as const),
    ...scenario.numbers.map(({ id }) => ['profile', id] as const),
    ...scenario.portfolios.map((id) => ['portfolio', id] as const),
  ]
  return actors.flatMap(([kind, id]) => {
    const sql = world.sql(kind, id)
    const tables = sql.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return tables.flatMap(({ name }) => {
      const rows = sql.all(`SELECT * FROM "${name}"`).map((row) => JSON.stringify(row))
      return addresses.flatMap((address) =>
        rows.some((row) => row.includes(address)) ? [{ address, where: `${kind}:${id} ${name}` }] : [],
      )
    })
  })
}

function viewOfRow(row: StoredMessage): MessageView {
  return {
    ...row,
    duplicateConfirmed: row.duplicateConfirmed === 1,
    error: row.error === null ? null : JSON.parse(row.error),
    timeline: JSON.parse(row.timeline),
  }
}
