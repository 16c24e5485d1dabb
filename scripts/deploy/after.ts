import type { Deployed } from './deploy.ts'

/** The webhook's fields that the guard acts on; Meta sends only those that are ticked. */
export const FIELDS: readonly string[] = [
  ...['messages', 'user_preferences', 'account_update', 'account_alerts', 'account_review_update', 'security'],
  ...['business_capability_update', 'phone_number_quality_update', 'template_category_update'],
  ...['message_template_status_update', 'message_template_quality_update', 'message_template_components_update'],
]

/** How long a new address may take until it is known everywhere; after that the owner is told to wait. */
const WAIT_MS = 60_000
const EVERY_MS = 2_000

export type Net = {
  readonly fetch: (url: string) => Promise<Response>
  readonly pause: (ms: number) => Promise<unknown>
}

const answers = async ({ fetch, pause }: Net, url: string, wanted: string): Promise<boolean> => {
  for (let waited = 0; waited <= WAIT_MS; waited += EVERY_MS) {
    const text = await fetch(url)
      .then((answer) => (answer.ok ? answer.text() : ''))
      .catch(() => '')
    if (text.includes(wanted)) return true
    await pause(EVERY_MS)
  }
  return false
}

/**
 * Asks what was deployed as its callers will: the Worker, the dashboard's way to it, and the check that Meta makes when
 * the webhook is entered.
 *
 * @returns what does not answer yet, in words; empty when all of it does
 */
export const notYet = async (net: Net, { api, dashboard, secrets }: Deployed): Promise<readonly string[]> => {
  const check = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.challenge': '4711',
    'hub.verify_token': secrets.verifyToken ?? '',
  })
  const asked: readonly (readonly [string, string, string])[] = [
    ['The API', `${api}/healthz`, '"ok":true'],
    ['The dashboard', `${dashboard}/healthz`, '"ok":true'],
    ...(secrets.verifyToken === undefined
      ? []
      : [["The webhook's check", `${api}/webhooks/meta?${check}`, '4711'] as const]),
  ]
  const found = await Promise.all(
    asked.map(async ([name, url, wanted]) => ((await answers(net, url, wanted)) ? [] : [name])),
  )
  return found.flat()
}

/** What the owner needs now. Secrets that this run made are shown here and never again. */
export const report = ({ api, dashboard, secrets, secretsFile }: Deployed, missing: readonly string[]): string => {
  const { told, adminToken, verifyToken } = secrets
  const lies = `in ${secretsFile} on the machine of the first deploy`
  const shown = (secret: string | undefined): string =>
    told || secret === undefined ? lies : `${secret}   (shown once)`
  return [
    '',
    'Whats Guard is deployed.',
    `  Dashboard  ${dashboard}`,
    `  API        ${api}`,
    `  Sign in    ${shown(adminToken)}`,
    '',
    'Enter at Meta (App dashboard > WhatsApp > Configuration > Webhook):',
    `  Callback URL   ${api}/webhooks/meta`,
    `  Verify token   ${shown(verifyToken)}`,
    `  Fields         ${FIELDS.join(', ')}`,
    ...(told
      ? []
      : [
          '',
          `The secrets lie in ${secretsFile}. Keep a copy in a safe place: Cloudflare never shows them again,`,
          'and MASTER_KEY is what opens the access tokens of your numbers.',
        ]),
    ...missing.map(
      (name) => `\n${name} does not answer yet. A new address takes some minutes; \`npm run deploy\` asks again.`,
    ),
    '',
  ].join('\n')
}
