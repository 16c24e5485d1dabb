import { TemplateView } from '../../contract/admin.ts'
import { PageQuery, pageOf } from '../../contract/wire.ts'
import { templatesOfPackage } from '../../db/templates.ts'
import { unwrapCursor, wrapCursor } from '../actor-cursor.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'

export const templatesList = route('GET /api/v1/packages/:id/templates', {
  summary: "Templates of the package's WhatsApp business accounts, as last synced from Meta",
  query: PageQuery,
  answers: { 200: pageOf(TemplateView) },
  async handle(ask) {
    const entry = await packageInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const list = `${entry.id}/templates`
    const cursor = unwrapCursor(ask.query.cursor, list)
    if (cursor !== null && typeof cursor !== 'string') return cursor
    const page = await templatesOfPackage(ask.env, entry.id, { limit: ask.query.limit, cursor })
    const items = page.rows.map((row) => ({
      name: row.name,
      language: row.language,
      category: row.category,
      status: row.status,
      wabaId: row.wabaId,
      portfolioId: row.portfolioId,
      metaId: row.metaId,
      parameters: row.parameters === null ? null : JSON.parse(row.parameters),
    }))
    return { status: 200, body: { items, nextCursor: wrapCursor(page.nextCursor, list) } }
  },
})
