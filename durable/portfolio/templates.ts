import { type Template, templateSubject } from '../domain/hold.ts'
import type { WabaEffect } from '../domain/hold-webhooks.ts'
import type { Actor } from '../domain/reason.ts'
import { listTemplates } from '../meta/client.ts'
import { lookAgain } from './deadlines.ts'
import type { Room } from './room.ts'
import type { Registration } from './rpc.ts'
import type { WabaRow } from './store.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** guard-rules.md, Templates: on adding a number, every 6 h, on template webhooks. */
export const SYNC_MS = 6 * HOUR_MS
/** Webhooks of one change come in a burst: one listing for all of them. */
const WANT_DELAY_MS = 5_000
/** Meta allows 200 management calls an hour for an idle WABA; the rest is for the numbers' own polls. */
export const CALLS_PER_HOUR = 150
const PAGE = 100
/** Meta's stamps are whole seconds and its clock is not ours. */
const CLOCK_SLACK_MS = MINUTE_MS
const TOKENS_TRIED = 3

type Sync = { ok: boolean; count: number; detail: string | null }
type Heard = Extract<WabaEffect, { kind: 'template' }>

/** The registry of templates: what Meta lists and what its webhooks say in between, pushed whole by rev. */
export class Templates {
  readonly #room: Room
  readonly #approved: (subjects: ReadonlySet<string>, at: number) => void
  readonly #running = new Map<string, Promise<Sync>>()
  readonly #retries = new Map<string, { failures: number; at: number }>()

  /** `approved` hears, inside the commit of a listing, which templates it shows as approved. */
  constructor(room: Room, approved: (subjects: ReadonlySet<string>, at: number) => void) {
    this.#room = room
    this.#approved = approved
  }

  list(wabaIds: readonly string[] | null): Template[] {
    return this.#room.holds
      .templates()
      .filter(({ gone, template }) => !gone && (wabaIds === null || wabaIds.includes(template.wabaId)))
      .map(({ template }) => template)
  }

  /** Asks for a listing soon. Inside commit(). */
  want(wabaId: string): void {
    const waba = this.#waba(wabaId)
    if (waba.wantedAt === null) this.#room.store.putWaba({ ...waba, wantedAt: this.#room.host.now() })
  }

  /** Whether a webhook of this time is older than what Meta's list said since. */
  isOld(wabaId: string, at: number): boolean {
    const syncedAt = this.#waba(wabaId).syncedAt
    // a clock that went back: what was listed ahead of now counts as listed now
    return syncedAt !== null && at < Math.min(syncedAt, this.#room.host.now()) - CLOCK_SLACK_MS
  }

  /** A webhook named a template: status or category change at once; what it does not say a listing brings. Inside commit(). */
  heard(wabaId: string, word: Heard, at: number): void {
    if (this.isOld(wabaId, at)) return
    const records = this.#room.holds.templates().filter(({ template }) => template.wabaId === wabaId)
    const known = records.filter(
      ({ template }) => template.name === word.name && (word.language === '*' || template.language === word.language),
    )
    if (known.length === 0) this.want(wabaId)
    const changed = known
      .map(({ template }): [Template, Template] => [
        template,
        {
          ...template,
          metaId: word.metaId ?? template.metaId,
          status: word.status ?? template.status,
          category: word.category === undefined ? template.category : categoryOf(word.category),
        },
      ])
      .filter(([before, after]) => JSON.stringify(before) !== JSON.stringify(after))
    if (changed.length === 0) return
    const rev = this.#room.bump('templates_rev')
    for (const [, template] of changed) this.#put(template, false, rev)
  }

  /** Lists the WABA's templates now, within its budget of calls. One listing at a time for each WABA. */
  sync(wabaId: string, by: Actor): Promise<Sync> {
    const running = this.#running.get(wabaId)
    if (running !== undefined) return running
    const started = this.#sync(wabaId, by).finally(() => {
      this.#running.delete(wabaId)
      this.#room.changed()
    })
    this.#running.set(wabaId, started)
    return started
  }

  /** WABAs whose listing is due, and when the next one is. */
  due(now: number): { now: string[]; next: number | null } {
    const present = new Set(this.#room.store.registrations().map((number) => number.wabaId))
    const due: string[] = []
    let next: number | null = null
    for (const waba of this.#room.store.wabas()) {
      if (!present.has(waba.id)) continue
      const running = this.#running.has(waba.id)
      const at = running
        ? lookAgain(now)
        : Math.max(dueAt(waba, now), Math.min(this.#retries.get(waba.id)?.at ?? 0, now + HOUR_MS))
      if (at <= now) due.push(waba.id)
      else if (next === null || at < next) next = at
    }
    return { now: due, next }
  }

  async #sync(wabaId: string, by: Actor): Promise<Sync> {
    const { host, store } = this.#room
    const startedAt = host.now()
    const numbers = byToken(
      store.registrations().filter((number) => number.wabaId === wabaId),
      this.#heldTokens(),
    )
    if (numbers.length === 0) return { ok: false, count: 0, detail: 'no number of this account is registered' }
    let detail = ''
    for (const number of numbers.slice(0, TOKENS_TRIED)) {
      const pages = 1 + Math.floor(this.list([wabaId]).length / PAGE)
      if (!this.#spend(wabaId, pages)) {
        this.#failed(wabaId, 1)
        return { ok: false, count: 0, detail: `${CALLS_PER_HOUR} management calls an hour are used up` }
      }
      const answer = await this.#ask(number)
      if (answer.ok) {
        const more = Math.floor(answer.value.length / PAGE) + 1 - pages
        if (more > 0) this.#spend(wabaId, more)
        this.#take(wabaId, answer.value, startedAt, by)
        return { ok: true, count: answer.value.length, detail: null }
      }
      detail = answer.detail
      if (!answer.otherToken) break
    }
    this.#failed(wabaId, (this.#retries.get(wabaId)?.failures ?? 0) + 1)
    return { ok: false, count: 0, detail }
  }

  async #ask(
    number: Registration,
  ): Promise<{ ok: true; value: Template[] } | { ok: false; detail: string; otherToken: boolean }> {
    const { host } = this.#room
    let token: string
    try {
      token = await host.vault.open(number.token)
    } catch (error) {
      host.fault('templates', error)
      return { ok: false, detail: 'the stored access token cannot be opened', otherToken: true }
    }
    const { graphUrl, graphVersion, wabaId } = number
    const answer = await listTemplates(host, { graphUrl, graphVersion, token, phoneNumberId: number.profileId, wabaId })
    if (answer.ok) return { ok: true, value: answer.value }
    const detail = answer.detail === null ? answer.title : `${answer.title}: ${answer.detail}`
    return { ok: false, detail, otherToken: answer.entry?.class === 'auth' }
  }

  /** The whole list: what changed is written, what Meta lists no more is gone. */
  #take(wabaId: string, listed: readonly Template[], startedAt: number, by: Actor): void {
    this.#retries.delete(wabaId)
    this.#room.commit(() => {
      const known = new Map(
        this.#room.holds
          .templates()
          .filter(({ template }) => template.wabaId === wabaId)
          .map((record) => [record.id, record]),
      )
      const changed = listed.filter((template) => {
        const record = known.get(idOf(template))
        return record === undefined || record.gone || JSON.stringify(record.template) !== JSON.stringify(template)
      })
      const present = new Set(listed.map(idOf))
      const gone = [...known.values()].filter((record) => !record.gone && !present.has(record.id))
      if (changed.length + gone.length > 0) {
        const rev = this.#room.bump('templates_rev')
        for (const template of changed) this.#put(template, false, rev)
        for (const { template } of gone) this.#put(template, true, rev)
      }
      this.#room.store.putWaba({ ...this.#waba(wabaId), syncedAt: startedAt, wantedAt: null })
      const approved = listed.filter((template) => template.status === 'APPROVED')
      this.#approved(new Set(approved.map(idOf)), startedAt)
      if (by.kind === 'key' || by.kind === 'session')
        this.#room.journal.audit('templates.sync', by, { kind: 'waba', id: wabaId }, null, { count: listed.length })
    })
  }

  #put(template: Template, gone: boolean, rev: number): void {
    const id = idOf(template)
    this.#room.holds.putTemplate({ id, template, gone, rev })
    this.#room.outbox.note(`template:${id}`)
  }

  /** Books management calls; false when the hour's budget does not have them. */
  #spend(wabaId: string, calls: number): boolean {
    const minute = Math.floor(this.#room.host.now() / MINUTE_MS)
    const waba = this.#waba(wabaId)
    const recent = waba.calls.filter(([at]) => minute - at <= 60 && at <= minute)
    const used = recent.reduce((sum, [, n]) => sum + n, 0)
    if (used + calls > CALLS_PER_HOUR) return false
    this.#room.commit(() => this.#room.store.putWaba({ ...waba, calls: [...recent, [minute, calls]] }))
    return true
  }

  #failed(wabaId: string, failures: number): void {
    const wait = Math.min(HOUR_MS, MINUTE_MS * 2 ** Math.min(failures - 1, 6))
    this.#retries.set(wabaId, { failures, at: this.#room.host.now() + wait })
  }

  #heldTokens(): Set<string> {
    const held = this.#room.holds.holds().filter((hold) => hold.subject.kind === 'token')
    return new Set(held.map((hold) => hold.subject.id))
  }

  #waba(id: string): WabaRow {
    return this.#room.store.waba(id) ?? { id, syncedAt: null, wantedAt: null, calls: [], refusedAt: null }
  }
}

export function idOf(template: Template): string {
  return templateSubject(template.wabaId, template.name, template.language)
}

function categoryOf(word: string): Template['category'] {
  const category = word.toLowerCase()
  return category === 'marketing' || category === 'utility' || category === 'authentication' ? category : 'unknown'
}

function dueAt(waba: WabaRow, now: number): number {
  if (waba.syncedAt === null) return waba.wantedAt === null ? now : Math.min(waba.wantedAt, now)
  const wanted = waba.wantedAt === null ? Number.POSITIVE_INFINITY : waba.wantedAt + WANT_DELAY_MS
  return Math.min(wanted, waba.syncedAt + SYNC_MS, now + SYNC_MS)
}

/** One number per token, those whose token is held last. */
function byToken(numbers: readonly Registration[], held: ReadonlySet<string>): Registration[] {
  const one = new Map(numbers.map((number) => [number.tokenId, number]))
  return [...one.values()].sort((a, b) => Number(held.has(a.tokenId)) - Number(held.has(b.tokenId)))
}
