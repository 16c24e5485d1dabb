import * as z from 'zod'
import { familiesOf } from '../metrics/families.ts'
import { measure } from '../metrics/read.ts'
import { gauge, metricsText } from '../metrics/text.ts'
import { route } from '../route.ts'

const EXAMPLE = metricsText([
  gauge('number_health', 'Health of a number, 0 to 100', [{ labels: { profile: '106540352242922' }, value: 97 }]),
])

export const metrics = route('GET /metrics', {
  summary: 'Figures of packages and numbers as text for Prometheus, version 0.0.4',
  description:
    'For a key that may read; one that is limited to packages sees these. Figures of numbers are what their packages last heard: a scrape wakes no number.',
  answers: {
    200: { media: 'text/plain', schema: z.string(), examples: { figures: EXAMPLE } },
  },
  async handle(ask) {
    const text = metricsText(familiesOf(await measure(ask.env, ask.caller.packageIds, ask.now)))
    return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } })
  },
})
