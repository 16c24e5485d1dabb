import * as z from 'zod'
import { hash32 } from '../random.ts'
import type { Documents } from './documents.ts'

/** A business phone number as Meta would show it. */
export const numberState = z.strictObject({
  id: z.string(),
  wabaId: z.string(),
  /** How the WABA is known: told by control, by the subscription that followed, guessed by the token, or made up. */
  wabaFrom: z.enum(['told', 'subscribed', 'token', 'default']),
  displayPhoneNumber: z.string(),
  verifiedName: z.string(),
  quality: z.string(),
  status: z.string(),
  throughput: z.string(),
  tier: z.string(),
  nameStatus: z.string(),
  codeVerificationStatus: z.string(),
  businessId: z.string().nullable(),
  healthStatus: z.looseObject({}).nullable(),
  /** Moments of register and deregister calls; Meta allows 10 of each per 72 h. */
  registrations: z.array(z.number()),
  deregistrations: z.array(z.number()),
})
export type NumberState = z.output<typeof numberState>

export const templateState = z.strictObject({
  id: z.string(),
  name: z.string(),
  language: z.string(),
  category: z.enum(['MARKETING', 'UTILITY', 'AUTHENTICATION']),
  status: z.string(),
  components: z.array(z.looseObject({ type: z.string() })).nullable(),
})
export type TemplateState = z.output<typeof templateState>

const wabaState = z.strictObject({ subscribed: z.boolean() })
type WabaState = z.output<typeof wabaState>

/** What the stand-in believes of numbers, accounts, templates, tokens and users; anything unknown is made on sight. */
export class World {
  readonly #docs: Documents

  constructor(docs: Documents) {
    this.#docs = docs
  }

  /** The number with this id; one that was never seen begins healthy. */
  number(id: string, tokenHash: string | null): NumberState {
    const text = this.#docs.get('number', id)
    const waba = tokenHash === null ? null : this.#docs.get('token-waba', tokenHash)
    if (text !== null) {
      const known = numberState.parse(JSON.parse(text))
      if (known.wabaFrom !== 'default' || waba === null) return known
      return this.saveNumber({ ...known, wabaId: waba, wabaFrom: 'token' })
    }
    const tail = String(hash32(id) % 10_000_000).padStart(7, '0')
    return this.saveNumber({
      id,
      wabaId: waba ?? `9${id}`,
      wabaFrom: waba === null ? 'default' : 'token',
      displayPhoneNumber: `+1 555-${tail.slice(0, 3)}-${tail.slice(3)}`,
      verifiedName: `Sandbox ${id.slice(-4)}`,
      quality: 'GREEN',
      status: 'CONNECTED',
      throughput: 'STANDARD',
      tier: 'TIER_2K',
      nameStatus: 'APPROVED',
      codeVerificationStatus: 'VERIFIED',
      businessId: null,
      healthStatus: null,
      registrations: [],
      deregistrations: [],
    })
  }

  knowsNumber(id: string): boolean {
    return this.#docs.get('number', id) !== null
  }

  saveNumber(state: NumberState): NumberState {
    this.#docs.put('number', state.id, JSON.stringify(state))
    return state
  }

  numbersOf(wabaId: string): NumberState[] {
    return [...this.#docs.all('number').values()]
      .map((text) => numberState.parse(JSON.parse(text)))
      .filter((one) => one.wabaId === wabaId)
  }

  waba(id: string): WabaState | null {
    const text = this.#docs.get('waba', id)
    return text === null ? null : wabaState.parse(JSON.parse(text))
  }

  saveWaba(id: string, state: WabaState): void {
    this.#docs.put('waba', id, JSON.stringify(state))
  }

  /**
   * A token that subscribes a WABA has access to it, so the number it asked for last is taken to be of that WABA, and
   * so are the numbers it asks for later. Where one token serves several WABAs this can be wrong: tell the sandbox.
   */
  tieToken(tokenHash: string, wabaId: string): void {
    this.#docs.put('token-waba', tokenHash, wabaId)
    const last = this.#docs.get('token-number', tokenHash)
    if (last === null) return
    const number = this.number(last, tokenHash)
    if (number.wabaFrom === 'told' || number.wabaFrom === 'subscribed') return
    this.saveNumber({ ...number, wabaId, wabaFrom: 'subscribed' })
  }

  /** Remembers which number a token asked for last. */
  sawToken(numberId: string, tokenHash: string): void {
    this.#docs.put('token-number', tokenHash, numberId)
  }

  /** The account that a token subscribed last. */
  wabaOfToken(tokenHash: string): string | null {
    return this.#docs.get('token-waba', tokenHash)
  }

  templates(wabaId: string): TemplateState[] {
    const found = [HELLO_WORLD]
    for (const text of this.#docs.all(`template:${wabaId}`).values()) {
      const one = templateState.parse(JSON.parse(text))
      if (one.name === HELLO_WORLD.name && one.language === HELLO_WORLD.language) found[0] = one
      else found.push(one)
    }
    return found
  }

  saveTemplate(wabaId: string, state: TemplateState): void {
    this.#docs.put(`template:${wabaId}`, `${state.name}|${state.language}`, JSON.stringify(state))
  }

  isDead(tokenHash: string): boolean {
    return this.#docs.get('dead', tokenHash) !== null
  }

  setDead(tokenHash: string, dead: boolean): void {
    if (dead) this.#docs.put('dead', tokenHash, '1')
    else this.#docs.delete('dead', tokenHash)
  }

  /** One user under one name: digits of the phone where known, else the business-scoped id. */
  user(address: string): string {
    if (/^\+?\d+$/.test(address)) return address.replace('+', '')
    return this.#docs.get('phone-of', address) ?? address
  }

  tieUser(userId: string, phone: string): void {
    this.#docs.put('phone-of', userId, phone.replace('+', ''))
    this.#docs.put('user-of', phone.replace('+', ''), userId)
  }

  userIdOf(user: string): string | null {
    return /^\d+$/.test(user) ? this.#docs.get('user-of', user) : user
  }
}

/** Every account has it, without parameters (api.md). */
const HELLO_WORLD: TemplateState = {
  id: '1000000000000001',
  name: 'hello_world',
  language: 'en_US',
  category: 'UTILITY',
  status: 'APPROVED',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
    { type: 'BODY', text: 'Welcome and congratulations! This message was sent through the sandbox.' },
    { type: 'FOOTER', text: 'WhatsApp Business Platform sample message' },
  ],
}
