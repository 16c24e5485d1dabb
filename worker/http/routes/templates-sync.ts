import { TemplateSyncView } from '../../contract/admin.ts'
import { profilesOfPackage } from '../../db/profiles.ts'
import { actors } from '../actors.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'

export const templatesSync = route('POST /api/v1/packages/:id/templates/sync', {
  summary: "Ask Meta for the templates of each of the package's business accounts",
  answers: { 200: TemplateSyncView },
  async handle(ask) {
    const entry = await packageInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const members = await profilesOfPackage(ask.env, entry.id)
    const wabas = new Map(members.map((member) => [member.wabaId, member.portfolioId]))
    const results = await Promise.all(
      [...wabas].map(async ([wabaId, portfolioId]) => {
        const { ok, count, detail } = await actors.portfolio(ask.env, portfolioId).syncTemplates(wabaId, ask.by)
        return { wabaId, ok, count, detail }
      }),
    )
    return { status: 200, body: { results } }
  },
})
