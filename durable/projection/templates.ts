import type { TableProjection } from './d1.ts'
import type { TemplateRow } from './rows.ts'

/** A template that Meta no longer lists stays with gone = 1, for the same reason as a lifted opt-out. */
export const templates: TableProjection<TemplateRow> = {
  statements: [
    `
INSERT INTO templates (id, portfolio_id, waba_id, name, language, category, status, meta_id, parameters, gone, rev)
SELECT value ->> 'id', value ->> 'portfolioId', value ->> 'wabaId', value ->> 'name', value ->> 'language',
  value ->> 'category', value ->> 'status', value ->> 'metaId', value ->> 'parameters', value ->> 'gone',
  value ->> 'rev'
FROM json_each(?1) WHERE true
ON CONFLICT (id) DO UPDATE SET portfolio_id = excluded.portfolio_id, category = excluded.category,
  status = excluded.status, meta_id = excluded.meta_id, parameters = excluded.parameters, gone = excluded.gone,
  rev = excluded.rev
WHERE excluded.rev > templates.rev`,
  ],
  encode: (row) => row,
}
