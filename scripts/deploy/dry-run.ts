import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { World } from './deploy.ts'
import { type Names, stage } from './stage.ts'
import { troubleOf } from './trouble.ts'

const ZEROS = '00000000-0000-0000-0000-000000000000'

/**
 * Everything that can be tried without an account: both builds as they would be uploaded, wrangler's own checks of the
 * Worker, the migrations on a new local database, and the Pages functions.
 *
 * @throws Trouble for the first that fails
 */
export const dryRun = async ({ wrangler, say, buildWeb, folder, web: source }: World, names: Names): Promise<void> => {
  const scratch = await mkdtemp(join(tmpdir(), 'whats-guard-'))
  const attempt = async (doing: string, args: readonly string[], cwd?: string): Promise<string> => {
    const said = await wrangler(args, cwd === undefined ? {} : { cwd })
    if (!said.ok) throw troubleOf(said, doing)
    return said.stdout
  }
  try {
    await buildWeb()
    say('Dashboard  builds')
    const { config, web } = stage(join(folder, 'dry-run'), source, names, ZEROS)
    const out = ['--dry-run', '--outdir', join(scratch, 'worker')]
    const uploaded = await attempt('The Worker does not build', ['deploy', '--config', config, ...out])
    say(`Worker     builds, ${/Total Upload: (.*)/.exec(uploaded)?.[1]?.trim() ?? 'of unknown size'}`)
    const local = ['--local', '--persist-to', join(scratch, 'database')]
    await attempt('The migrations do not apply', ['d1', 'migrations', 'apply', 'DB', ...local, '--config', config])
    say('Migrations apply to an empty database')
    await attempt(
      'The Pages functions do not build',
      ['pages', 'functions', 'build', '--outdir', join(scratch, 'functions')],
      web,
    )
    say('Functions  build')
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
