type Labels = Readonly<Record<string, string>>

export interface Family {
  name: string
  help: string
  type: 'counter' | 'gauge' | 'summary'
  samples: readonly { labels?: Labels; value: number; suffix?: string }[]
}

export type Samples = Family['samples']

/** Prometheus' text format 0.0.4. A family without a sample is left out: nothing is made up. */
export function metricsText(families: readonly Family[]): string {
  return families.map(familyText).join('')
}

function familyText({ name, help, type, samples }: Family): string {
  const lines = samples
    .filter((one) => Number.isFinite(one.value))
    .map((one) => `${name}${one.suffix ?? ''}${labelsText(one.labels ?? {})} ${one.value}`)
  if (lines.length === 0) return ''
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`
}

/** Names are people's own words: what would end a label early is escaped. */
function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

export function gauge(name: string, help: string, samples: Samples): Family {
  return { name: `whats_guard_${name}`, help, type: 'gauge', samples }
}

export function counter(name: string, help: string, samples: Samples): Family {
  return { name: `whats_guard_${name}`, help, type: 'counter', samples }
}
