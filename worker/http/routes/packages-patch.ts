import { PackagePatch, PackageSettings, PackageView } from '../../contract/package.ts'
import { rememberPackage } from '../../db/directory.ts'
import { readPackage, updatePackage } from '../../db/packages.ts'
import { profilesOfPackage, touchProfiles } from '../../db/profiles.ts'
import { pushPackage, pushProfile } from '../../db/push.ts'
import { actors, orNull } from '../actors.ts'
import { audited } from '../audited.ts'
import { changesOf } from '../changes.ts'
import { inTurn } from '../in-turn.ts'
import { merged } from '../merged.ts'
import { isRefusal, notFound, refuse } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'
import { packageView } from '../views/package-view.ts'

/** Members that reach the numbers' own configuration. */
const OF_PROFILES = ['preset', 'limits', 'cooldown', 'blackout', 'timezone', 'reconcileWindowSeconds'] as const

export const packagesPatch = route('PATCH /api/v1/packages/:id', {
  summary: 'Change a package; `applied` tells whether its actors run the change already',
  body: { schema: PackagePatch },
  answers: { 200: PackageView },
  async handle(ask) {
    const { env, params, body, now } = ask
    const entry = await packageInScope(ask, params.id)
    if (isRefusal(entry)) return entry
    const before = await readPackage(env, entry.id)
    if (before === null || before.deletedAt !== null) return notFound('package')
    const { name, ...changes } = body
    const stored: object = JSON.parse(before.config)
    const own = merged(PackageSettings, stored, changes)
    if (isRefusal(own)) return own
    const values = { name: name ?? before.name, config: JSON.stringify(own.value), now }
    const row = await updatePackage(env, entry.id, before.version, values)
    if (row === null) return refuse('state-conflict', 'the package was changed at the same time: read it and try again')
    rememberPackage(row, now)
    let applied = await pushPackage(env, row.id)
    if (OF_PROFILES.some((member) => body[member] !== undefined)) {
      const ids = await touchProfiles(env, row.id, now)
      const results = await inTurn(ids, (id) => pushProfile(env, id, ask.by))
      applied = applied && results.every((done) => done)
    }
    await audited(ask, 'package.changed', { kind: 'package', id: row.id }, row.id, {
      members: Object.keys(body),
      changes: changesOf({ name: before.name, ...stored }, { name: row.name, ...own.value }),
    })
    const [members, live] = await Promise.all([
      profilesOfPackage(env, row.id),
      orNull(actors.package(env, row.id).status({ live: false })),
    ])
    const ids = members.map((member) => member.id)
    return { status: 200, body: packageView(row, ids, live, applied) }
  },
})
