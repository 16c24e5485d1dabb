import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { portOf } from './ports.ts'

export type Options = {
  readonly port: number
  readonly dashboardPort: number
  readonly stateDir: string
  readonly demo: boolean
  readonly sandbox: boolean
  readonly dashboard: boolean
  readonly clean: boolean
  /** Another entry module of the API Worker; tests wrap the product's bindings with it. */
  readonly entry: string | undefined
  /** Variables for the API Worker beside those of wrangler.toml. */
  readonly vars: Readonly<Record<string, string>>
}

/** Variables of the API Worker that a person may set in the environment of `npm start`. */
const PASSED = ['META_GRAPH_URL', 'META_GRAPH_VERSION', 'GRAPH_URL_ALLOW', 'ALLOW_PRIVATE_WEBHOOKS'] as const

const pair = (text: string): readonly [string, string] => {
  const at = text.indexOf('=')
  if (at < 1) throw new Error(`--var takes NAME=value, not "${text}".`)
  return [text.slice(0, at), text.slice(at + 1)]
}

/**
 * Reads the command line and the environment of `npm start`.
 *
 * @throws Error in words for people when one of them cannot be read
 */
export const optionsOf = (args: readonly string[], environment: NodeJS.ProcessEnv): Options => {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      demo: { type: 'boolean', default: true },
      sandbox: { type: 'boolean', default: true },
      dashboard: { type: 'boolean', default: true },
      clean: { type: 'boolean', default: false },
      entry: { type: 'string' },
      var: { type: 'string', multiple: true, default: [] },
    },
  })
  const passed = PASSED.flatMap((name) => {
    const value = environment[name]
    return value ? [[name, value] as const] : []
  })
  return {
    port: portOf('PORT', environment['PORT'], 8787),
    dashboardPort: portOf('DASHBOARD_PORT', environment['DASHBOARD_PORT'], 8788),
    stateDir: resolve(environment['STATE_DIR'] || '.state'),
    demo: values.demo,
    sandbox: values.sandbox,
    dashboard: values.dashboard,
    clean: values.clean,
    entry: values.entry,
    vars: Object.fromEntries([...passed, ...values.var.map(pair)]),
  }
}
