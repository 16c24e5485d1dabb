import { AuditQuery, AuditView } from '../../contract/watching.ts'
import { instantOf, pageOf } from '../../contract/wire.ts'
import { listAudit } from '../../db/audit.ts'
import { decodeCursor } from '../../db/cursor.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { wireObject } from '../views/wire-object.ts'

export const auditList = route('GET /api/v1/audit', {
  summary: 'Who did what, newest first',
  query: AuditQuery,
  answers: { 200: pageOf(AuditView) },
  async handle({ env, caller, query }) {
    const cursor = decodeCursor(query.cursor, 'number')
    if (cursor !== null && isRefusal(cursor)) return cursor
    const filter = {
      actorKinds: query.actorKind?.split(','),
      actorId: query.actorId,
      action: query.action,
      packageId: query.packageId,
      subjectKind: query.subjectKind,
      subjectId: query.subjectId,
      from: query.from === undefined ? undefined : Date.parse(query.from),
      to: query.to === undefined ? undefined : Date.parse(query.to),
    }
    const page = await listAudit(env, filter, { limit: query.limit, cursor, visible: caller.packageIds })
    const items = page.rows.map((row) => ({
      id: row.id,
      at: instantOf(row.at),
      action: row.action,
      actor: JSON.parse(row.actor),
      subject: { kind: row.subjectKind, id: row.subjectId },
      packageId: row.packageId,
      detail: wireObject(JSON.parse(row.detail)),
    }))
    return { status: 200, body: { items, nextCursor: page.nextCursor } }
  },
})
