import * as z from 'zod'
import type { FeedDoor } from '../durable/feed/rpc.ts'
import type { ActorEnv, Rooms } from '../durable/kit/env.ts'

/** Bindings and variables of the Worker (wrangler.toml, secrets). */
export interface Env extends ActorEnv {
  FEED: Rooms<FeedDoor & { fetch(request: Request): Promise<Response> }>
  META_GRAPH_URL: string
  META_GRAPH_VERSION: string
  META_APP_SECRET: string
  META_VERIFY_TOKEN: string
  ADMIN_TOKEN: string
  /** comma-separated origins that a profile's graphUrl may have; default: the origin of META_GRAPH_URL */
  GRAPH_URL_ALLOW?: string
  /** reconcile window, ms, where the setting names none: tests may set 2000 */
  RECONCILE_WINDOW_MS?: string
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** https anywhere, plain http only where no wire is crossed (api.md, Running it). */
function isGraphUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname))
}

/** The parts of a comma-separated variable: several secrets or keys during a rotation. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text)
}

const secret = z.string().refine((text) => text.trim() !== '', 'is empty')

const Variables = z.object({
  META_GRAPH_URL: z.string().refine(isGraphUrl, 'is no https URL (plain http only for loopback hosts)'),
  META_GRAPH_VERSION: z.string().regex(/^v\d+\.\d+$/, 'is no Graph version such as v26.0'),
  META_APP_SECRET: z.string().refine((text) => listOf(text).length > 0, 'is empty'),
  META_VERIFY_TOKEN: secret,
  ADMIN_TOKEN: secret,
  MASTER_KEY: z
    .string()
    .refine((text) => listOf(text).length > 0 && listOf(text).every(isKey), 'is no list of 32-byte keys in base64'),
  GRAPH_URL_ALLOW: z
    .string()
    .refine((text) => listOf(text).every(isGraphUrl), 'is no list of https origins')
    .optional(),
  RECONCILE_WINDOW_MS: z
    .string()
    .regex(/^\d{1,9}$/, 'is no number of milliseconds')
    .optional(),
})

const checked = new WeakMap<Env, string[]>()

/** What is wrong with the deployment's variables, by name and never by value; empty when all is well. Once per isolate. */
export function faultsOfEnv(env: Env): string[] {
  let faults = checked.get(env)
  if (faults === undefined) {
    const parsed = Variables.safeParse(env)
    faults = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${reasonOf(issue)}`)
    checked.set(env, faults)
  }
  return faults
}

function reasonOf(issue: { code: string; message: string }): string {
  return issue.code === 'invalid_type' ? 'is missing' : issue.message
}
