import type { Said } from './wrangler.ts'

/** A deploy that cannot go on, in words for the owner. What was done stays, and the next run goes on from there. */
export class Trouble extends Error {}

const PERMISSIONS = 'Workers Scripts: Edit, D1: Edit, Cloudflare Pages: Edit, Account Settings: Read'

type Known = { readonly fits: RegExp; readonly words: string }

/** wrangler's and Cloudflare's own words (wrangler 4.135, developers.cloudflare.com), and what the owner can do. */
const KNOWN: readonly Known[] = [
  {
    fits: /Not logged in|set a CLOUDFLARE_API_TOKEN|Did not login|auth token has expired/,
    words: 'Not signed in to Cloudflare. Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN, and run this again.',
  },
  {
    fits: /Authentication error|\[code: 10000\]|\[code: 9109\]|Invalid API Token/,
    words: `Cloudflare refuses this sign-in for that. An API token needs the permissions ${PERMISSIONS} for this account; \`npx wrangler login\` gives all of them.`,
  },
  {
    fits: /More than one account available/,
    words: 'This sign-in has several accounts. Set CLOUDFLARE_ACCOUNT_ID to the one to deploy to, and run this again.',
  },
  {
    fits: /register a workers\.dev subdomain/i,
    words:
      'This account has no workers.dev name yet, so the Worker has no address. Open Workers & Pages once at https://dash.cloudflare.com (it asks for the name), and run this again.',
  },
  {
    fits: /maximum number of D1 databases/,
    words:
      'The plan of this account allows no further D1 database. Delete one (`npx wrangler d1 list`), or move to the Workers Paid plan.',
  },
  {
    fits: /\[code: 10072\]|too_many_crons|cron triggers per account/i,
    words:
      'The plan of this account allows no further cron trigger (5 on Workers Free; Whats Guard needs 3). Remove those of other Workers, or move to the Workers Paid plan.',
  },
  {
    fits: /\[code: 10027\]|script (size )?(is )?too large|exceeded the size limit/i,
    words:
      'The Worker is larger than the plan of this account allows (3 MB gzipped on Workers Free). Move to the Workers Paid plan.',
  },
  {
    fits: /\[code: 10097\]/,
    words: 'The plan of this account has no Durable Objects of this kind. Move to the Workers Paid plan.',
  },
  {
    fits: /fetch failed|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT/,
    words: 'Cloudflare could not be reached. Look at the network (and a proxy, if there is one), and run this again.',
  },
]

/** wrangler's words without its decoration; the log file's place on disk helps nobody. */
const plain = (text: string): string =>
  text
    .replace(/^✘ \[ERROR\] /gm, '')
    .split('\n')
    .filter(
      (line) => !/Logs were written to|--temporary|If you think this is a bug|github\.com\/cloudflare\//.test(line),
    )
    .join('\n')
    .trim()

/** wrangler's one line for programs, with Cloudflare's code where there is one. */
export const failureOf = ({ entries }: Said): string => {
  const failed = entries.find(({ type }) => type === 'command-failed')
  if (failed?.message === undefined) return ''
  return failed.code === undefined ? failed.message : `${failed.message} [code: ${failed.code}]`
}

/**
 * @param doing what was tried, as "The database could not be made"
 * @returns the failure in words for the owner, wrangler's own beneath them
 */
export const troubleOf = (said: Said, doing: string): Trouble => {
  const everything = [failureOf(said), said.stderr, said.stdout]
  const known = KNOWN.find(({ fits }) => everything.some((text) => fits.test(text)))
  const advice = known?.words ?? 'What was done so far stays: run this again when the cause is gone.'
  // What people are told says more than what programs are told: the reason lies beneath the line that failed.
  const own = [said.stderr, failureOf(said), said.stdout].map(plain).find((text) => text !== '')
  return new Trouble(`${doing}. ${advice}\n\n${indented(own ?? 'wrangler said nothing.')}`)
}

const indented = (text: string): string => text.replace(/^/gm, '  ')
