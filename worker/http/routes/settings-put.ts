import { SettingsInput, SettingsView } from '../../contract/admin.ts'
import { touchProfiles } from '../../db/profiles.ts'
import { pushProfile } from '../../db/push.ts'
import { readSettings, writeSettings } from '../../db/settings.ts'
import { audited } from '../audited.ts'
import { changesOf } from '../changes.ts'
import { inTurn } from '../in-turn.ts'
import { merged } from '../merged.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'

export const settingsPut = route('PUT /api/v1/settings', {
  summary: 'Change settings of the deployment; members left out keep their value',
  body: { schema: SettingsInput },
  answers: { 200: SettingsView },
  async handle(ask) {
    const { env, body, now } = ask
    const before = await readSettings(env)
    const after = merged(SettingsView, before, body)
    if (isRefusal(after)) return after
    await writeSettings(env, after.value, now)
    await audited(ask, 'settings.changed', { kind: 'deployment', id: 'settings' }, null, {
      members: Object.keys(body),
      changes: changesOf(before, after.value),
    })
    if (after.value.reconcileWindowSeconds !== before.reconcileWindowSeconds) {
      // part of every number's configuration; the sweep finishes what does not answer now
      const ids = await touchProfiles(env, null, now)
      ask.waitUntil(inTurn(ids, (id) => pushProfile(env, id, ask.by)))
    }
    return { status: 200, body: after.value }
  },
})
