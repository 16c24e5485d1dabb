import { SettingsView } from '../../contract/admin.ts'
import { readSettings } from '../../db/settings.ts'
import { route } from '../route.ts'

export const settingsGet = route('GET /api/v1/settings', {
  summary: 'Settings of the deployment',
  answers: { 200: SettingsView },
  async handle({ env }) {
    return { status: 200, body: await readSettings(env) }
  },
})
