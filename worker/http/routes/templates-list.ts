import { TemplateListView } from '../../contract/admin.ts'
import { templatesOfPackage } from '../../db/templates.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'

export const templatesList = route('GET /api/v1/packages/:id/templates', {
  summary: "Templates of the package's WhatsApp business accounts, as last synced from Meta",
  answers: { 200: TemplateListView },
  async handle(ask) {
    const entry = await packageInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const rows = await templatesOfPackage(ask.env, entry.id)
    const items = rows.map((row) => ({
      name: row.name,
      language: row.language,
      category: row.category,
      status: row.status,
      wabaId: row.wabaId,
      portfolioId: row.portfolioId,
      metaId: row.metaId,
      parameters: row.parameters === null ? null : JSON.parse(row.parameters),
    }))
    return { status: 200, body: { items, nextCursor: null } }
  },
})
