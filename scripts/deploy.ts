import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { notYet, report } from './deploy/after.ts'
import { deploy, type World } from './deploy/deploy.ts'
import { dryRun } from './deploy/dry-run.ts'
import { markTold } from './deploy/secrets.ts'
import { namesOf } from './deploy/stage.ts'
import { Trouble } from './deploy/trouble.ts'
import { wranglerOf } from './deploy/wrangler.ts'
import { buildWeb } from './web.ts'

/**
 * `npm run deploy`: the whole product on the owner's Cloudflare account. `--dry-run` tries what needs no account;
 * `--name` names the Worker, its database and (with `-dashboard`) its Pages project, also for a second deployment;
 * `--drop-former-key` ends a rotation of MASTER_KEY.
 */
const run = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { 'dry-run': { type: 'boolean' }, 'drop-former-key': { type: 'boolean' }, name: { type: 'string' } },
  })
  const names = namesOf(values.name)
  const folder = join(import.meta.dirname, '..', '.state', 'deploy', names.worker)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let account: NodeJS.ProcessEnv = {}
  const world: World = {
    wrangler: wranglerOf(() => account),
    useAccount: (id) => {
      account = { CLOUDFLARE_ACCOUNT_ID: id }
    },
    environment: process.env,
    dropFormerKey: values['drop-former-key'] === true,
    folder,
    web: join(import.meta.dirname, '..', 'web'),
    buildWeb,
    say: (line) => process.stdout.write(`${line}\n`),
  }
  if (values['dry-run'] === true) {
    await dryRun(world, names)
    world.say('\nNothing was uploaded. What only an account can tell (rights, plan, names, addresses) was not tried.')
    return
  }
  const deployed = await deploy(world, names)
  world.say('Asking what was deployed …')
  const net = { fetch: (url: string) => fetch(url, { signal: AbortSignal.timeout(10_000) }), pause }
  world.say(report(deployed, await notYet(net, deployed)))
  markTold(deployed.secretsFile)
}

await run().catch((error: unknown) => {
  // A bug is shown with its place, what the owner can mend in words.
  process.stderr.write(
    error instanceof Trouble ? `\n${error.message}\n` : `${error instanceof Error ? error.stack : error}\n`,
  )
  process.exitCode = 1
})
