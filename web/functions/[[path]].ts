import { type Context, proxy } from './proxy.ts'

/**
 * What the API Worker answers: its API, its health and figures, Meta's webhooks, and the Cloud API's own paths, which begin with a
 * version (`/v26.0/`). One function, since of several only the first that fits a path is asked.
 */
const OF_THE_WORKER = /^\/(api(\/|$)|healthz$|metrics$|webhooks\/|v\d{1,3}\.\d{1,2}(\/|$))/

export const onRequest = (context: Context): Promise<Response> =>
  OF_THE_WORKER.test(new URL(context.request.url).pathname) ? proxy(context) : context.next()
