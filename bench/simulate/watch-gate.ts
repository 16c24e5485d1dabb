import { registerHooks } from 'node:module'

/** Whoever is loaded from now on and asks for the gate gets the watched one, which alone gets the shipped one. */
const GATE = new URL('../../durable/domain/gate.ts', import.meta.url).href
const WATCHED = new URL('./watched-gate.ts', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    return found.url === GATE && context.parentURL !== WATCHED ? { ...found, url: WATCHED } : found
  },
})
