import { invalidAt } from '../../contract/problem.ts'
import { ProfilePatch, ProfileSettings, ProfileView } from '../../contract/profile.ts'
import { rememberProfile } from '../../db/directory.ts'
import { readPackage, touchPackage } from '../../db/packages.ts'
import { readProfile, updateProfile } from '../../db/profiles.ts'
import { pushPackage, pushProfile } from '../../db/push.ts'
import { actors, orNull } from '../actors.ts'
import { sealedToken } from '../add-profile.ts'
import { audited } from '../audited.ts'
import { changesOf } from '../changes.ts'
import { graphUrlAllowed } from '../graph-url.ts'
import { merged } from '../merged.ts'
import { liveProfile } from '../profile-page.ts'
import { isRefusal, notFound, refuse } from '../reply.ts'
import { route } from '../route.ts'
import { profileInScope } from '../scope.ts'

export const profilesPatch = route('PATCH /api/v1/profiles/:id', {
  summary: 'Change a number; `accessToken` puts in a new token, `graphUrl` demands one',
  body: { schema: ProfilePatch },
  answers: { 200: ProfileView },
  async handle(ask) {
    const { env, now, body } = ask
    const entry = await profileInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const before = await readProfile(env, entry.id)
    if (before === null || before.deletedAt !== null) return notFound('profile')
    const { displayName, accessToken, graphUrl: given, phoneNumberId, wabaId, portfolioId, ...changes } = body
    const graphUrl = given?.replace(/\/+$/, '')
    if (graphUrl !== undefined && !graphUrlAllowed(env, graphUrl))
      return { problem: invalidAt('graphUrl', 'is not allowed by GRAPH_URL_ALLOW') }
    const stored: object = JSON.parse(before.config)
    const own = merged(ProfileSettings, stored, changes)
    if (isRefusal(own)) return own
    const row = await updateProfile(
      env,
      before.id,
      before.version,
      {
        config: JSON.stringify(own.value),
        ...(displayName === undefined ? {} : { displayName }),
        ...(graphUrl === undefined ? {} : { graphUrl }),
        ...(accessToken === undefined ? {} : await sealedToken(ask, accessToken)),
      },
      now,
    )
    if (row === null) return refuse('state-conflict', 'the number was changed at the same time: read it and try again')
    rememberProfile(row, now)
    let applied = await pushProfile(env, row.id, ask.by)
    if (applied && accessToken !== undefined) await orNull(actors.profile(env, row.id).check(ask.by))
    if (body.priority !== undefined) {
      await touchPackage(env, row.packageId, now)
      applied = (await pushPackage(env, row.packageId)) && applied
    }
    // of a token only that it was changed: it must not come out here either
    const about = (one: typeof row) => ({ displayName: one.displayName, graphUrl: one.graphUrl })
    await audited(ask, 'profile.changed', { kind: 'profile', id: row.id }, row.packageId, {
      members: Object.keys(body),
      changes: changesOf({ ...about(before), ...stored }, { ...about(row), ...own.value }),
    })
    return { status: 200, body: await liveProfile(ask, row, await readPackage(env, row.packageId), applied) }
  },
})
