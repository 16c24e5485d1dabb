import { familiesOf } from '../metrics/families.ts'
import { measure } from '../metrics/read.ts'
import { metricsText } from '../metrics/text.ts'
import { route } from '../route.ts'

export const metrics = route('GET /metrics', {
  summary: 'Figures of packages and numbers as Prometheus text',
  description:
    'For a key that may read; one that is limited to packages sees these. Figures of numbers are what their packages last heard: a scrape wakes no number.',
  answers: { 200: 'file' },
  async handle(ask) {
    const text = metricsText(familiesOf(await measure(ask.env, ask.caller.packageIds, ask.now)))
    return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } })
  },
})
