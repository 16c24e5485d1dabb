import { Hono } from 'hono'
import { getPath } from 'hono/utils/url'
import { describeRoute } from 'hono-openapi'
import { reportFault } from '../../durable/kit/fault.ts'
import { WrongKey } from '../../durable/kit/vault.ts'
import type { Problem } from '../contract/problem.ts'
import { cachedSettings } from '../db/settings.ts'
import { Unavailable } from '../db/unavailable.ts'
import { type Env, faultsOfEnv } from '../env.ts'
import { webhookRoutes } from '../webhook/routes.ts'
import { demandOf, mayDo } from './access.ts'
import { authenticate } from './auth.ts'
import type { Caller } from './caller.ts'
import { assetAnswer } from './docs/assets.ts'
import { openApi } from './docs/openapi.ts'
import { docsPage } from './docs/plain-page.ts'
import { graphError, graphRefusal, isGraphPath } from './graph/errors.ts'
import { otherGraphPath } from './graph/other-path.ts'
import { countRefused, mustTell, tellCounts } from './metrics/counted.ts'
import { faultResponse, isRefusal, problemIn, problemResponse, type Refusal, refuse } from './reply.ts'
import type { Route } from './route.ts'
import { ROUTES } from './routes.ts'
import { secured } from './secured.ts'
import { Throttle } from './throttle.ts'

interface Wiring {
  Bindings: Env
  Variables: { requestId: string }
}

const throttle = new Throttle()

/** Its log line is written where the value was to be opened (db/pepper.ts). */
const WRONG_KEY: Problem = {
  type: 'unavailable',
  detail: 'no key of MASTER_KEY opens what this deployment has sealed: put the former key back beside the new one',
}

const NOT_CONFIGURED: Problem = { type: 'unavailable', detail: 'the guard is not configured: see its log' }

/** The page draws itself with what is served here, and calls nobody else. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Nobody: what a public route runs as. */
const ANYBODY: Caller = { id: 'anybody', name: 'anybody', role: 'viewer', packageIds: new Set(), session: null }

/** The HTTP side of the Worker: every route of routes.ts behind the same checks, and 404 for the rest. */
export function app(): Hono<Wiring> {
  const hono = new Hono<Wiring>({ getPath: pathOf })
  hono.use(async (context, next) => {
    context.set('requestId', crypto.randomUUID())
    await next()
    const slug = problemIn(context.res)
    if (slug !== undefined) countRefused(slug)
    const now = Date.now()
    if (mustTell(now)) context.executionCtx.waitUntil(tellCounts(context.env, now))
    const answer = secured(context.res, context.get('requestId'), context.req.url)
    // assigned, even the same answer would be copied with all its headers
    if (answer !== context.res) context.res = answer
  })
  hono.use(async (context, next) => {
    const faults = faultsOfEnv(context.env)
    if (faults.length === 0) return await next()
    // names of variables, never values; strangers learn only that something is wrong
    console.error(`variables: ${faults.join('; ')}`)
    const answer = isGraphPath(context.req.path) ? graphRefusal : problemResponse
    return answer(NOT_CONFIGURED, context.get('requestId'), context.req.raw)
  })
  hono.route('/webhooks/meta', webhookRoutes())
  for (const one of ROUTES)
    hono.on(one.method, one.path, describeRoute(one.describe), async (context) => {
      const requestId = context.get('requestId')
      const now = Date.now()
      const caller = await admit(one, context.req.raw, context.env, now)
      if (isRefusal(caller)) return one.refuse(caller.problem, requestId, context.req.raw)
      const answer = await one.run({
        env: context.env,
        waitUntil: (work) => context.executionCtx.waitUntil(work),
        request: context.req.raw,
        requestId,
        now,
        caller,
        params: context.req.param(),
      })
      const cookie = caller.session?.cookie
      // a sign-out's own word stands, and a handshake cannot be written to
      if (cookie && answer.webSocket == null && !answer.headers.has('set-cookie'))
        answer.headers.append('set-cookie', cookie)
      return answer
    })
  hono.get(
    '/api/openapi.json',
    async () => new Response(await openApi(hono, ROUTES), { headers: { 'content-type': 'application/json' } }),
  )
  // nobody signs in for it: made once in an isolate
  let page: string | undefined
  hono.get('/api/docs', async () => {
    page ??= docsPage(await openApi(hono, ROUTES))
    return new Response(page, {
      headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': DOCS_POLICY },
    })
  })
  hono.get(
    '/api/docs/assets/:name',
    (context) => assetAnswer(context.req.param('name'), context.req.query('v')) ?? context.notFound(),
  )
  hono.notFound(async (context) => {
    const requestId = context.get('requestId')
    if (isGraphPath(context.req.path)) return await otherGraphPath(context.req.raw, context.env, requestId)
    return problemResponse({ type: 'not-found', detail: 'there is no such path' }, requestId)
  })
  hono.onError((error, context) => {
    const requestId = context.get('requestId')
    const answer = isGraphPath(context.req.path) ? graphRefusal : problemResponse
    if (error instanceof Unavailable)
      return answer({ type: 'unavailable', detail: error.message }, requestId, context.req.raw)
    if (error instanceof WrongKey) return answer(WRONG_KEY, requestId, context.req.raw)
    reportFault(`${context.req.method} request`, error)
    return isGraphPath(context.req.path) ? graphError({ code: 1, http: 500 }, requestId) : faultResponse(requestId)
  })
  return hono
}

/** Graph takes a path with a slash at its end like the one without, and clients write both. */
function pathOf(request: Request): string {
  const path = getPath(request)
  return isGraphPath(path) ? path.replace(/\/$/, '') : path
}

/** Token, right and throttle of a route, in this order: who may not call learns nothing of what is there. */
async function admit(one: Route, request: Request, env: Env, now: number): Promise<Caller | Refusal> {
  const demand = demandOf(one.key)
  if (demand.right === 'public') return ANYBODY
  const caller = await authenticate(request, env, now)
  if (isRefusal(caller)) return caller
  if (one.bearerOnly && caller.session !== null) return refuse('unauthenticated', 'send Authorization: Bearer <token>')
  if (!mayDo(caller.role, demand.right)) return refuse('forbidden', `the role ${caller.role} may not do that`)
  if (demand.all === true && caller.packageIds !== null)
    return refuse('forbidden', 'a key that is limited to packages may not do that')
  const set = await throttleOf(env, now)
  const wait = set === null ? 0 : throttle.take(caller.id, set, now)
  return wait === 0 ? caller : refuse('rate-limited', `more than ${set} requests a minute`, { retryAfterSeconds: wait })
}

/** While D1 is down and nothing is known there is no throttle: sending goes on. */
async function throttleOf(env: Env, now: number): Promise<number | null> {
  try {
    return (await cachedSettings(env, now)).throttle?.requestsPerMinute ?? null
  } catch (error) {
    if (error instanceof Unavailable) return null
    throw error
  }
}
