import type { Template } from '../domain/hold.ts'
import { memberOf, textOf } from '../domain/json.ts'
import { shapeOfTemplate } from '../domain/template-shape.ts'
import type { Host } from '../kit/host.ts'
import { type CallResult, readCall, type Target } from './read-call.ts'
import type { Usage } from './usage.ts'

const FIELDS = 'id,name,language,category,status,components'
const PAGE = 100
/** An account may have 6,000 templates: a listing that goes on past this is no listing. */
const MOST_PAGES = 100
const INVALID_CURSOR = 131059

/**
 * All templates of the WABA, page by page; each page is one management call. Only the cursor of Meta's `paging` is used,
 * never its `next` address: a token goes nowhere but to the configured origin. A cursor that Meta refuses (131059)
 * starts the listing over once. A failure on any page is the answer: half a list would look like deletions.
 */
export async function listTemplates(host: Host, target: Target): Promise<CallResult<Template[]>> {
  const first = await readAll(host, target)
  return !first.ok && first.code === INVALID_CURSOR ? readAll(host, target) : first
}

async function readAll(host: Host, target: Target): Promise<CallResult<Template[]>> {
  const found = new Map<string, Template>()
  let after: string | null = null
  for (let page = 1; ; page++) {
    const answer: CallResult<{ templates: Template[]; after: string | null }> = await readCall(
      host,
      target,
      {
        method: 'GET',
        path: [target.wabaId, 'message_templates'],
        query: { fields: FIELDS, limit: String(PAGE), ...(after === null ? {} : { after }) },
      },
      (body) => parsePage(body, target.wabaId),
    )
    if (!answer.ok) return answer
    for (const template of answer.value.templates) found.set(`${template.name}/${template.language}`, template)
    if (answer.value.after === null) return { ok: true, value: [...found.values()], usage: answer.usage }
    if (answer.value.after === after || page === MOST_PAGES) return endless(answer.usage)
    after = answer.value.after
  }
}

function endless(usage: Usage): CallResult<Template[]> {
  const title = 'the list of templates does not end'
  return { ok: false, code: null, entry: null, status: 200, title, detail: null, usage }
}

/** One page; entries without name or language are left out. undefined for a body without `data`. */
export function parsePage(body: unknown, wabaId: string): { templates: Template[]; after: string | null } | undefined {
  const data = memberOf(body, 'data')
  if (!Array.isArray(data)) return undefined
  const templates = data.flatMap((entry) => parseTemplate(entry, wabaId))
  // Meta leaves `next` out on the last page, but the cursor of the page itself is always there
  const more = textOf(memberOf(body, 'paging', 'next')) !== null || data.length >= PAGE
  return { templates, after: more ? textOf(memberOf(body, 'paging', 'cursors', 'after')) : null }
}

const CATEGORIES: Record<string, Template['category']> = {
  MARKETING: 'marketing',
  UTILITY: 'utility',
  AUTHENTICATION: 'authentication',
}

function parseTemplate(entry: unknown, wabaId: string): Template[] {
  const name = textOf(memberOf(entry, 'name'))
  const language = textOf(memberOf(entry, 'language'))
  if (name === null || language === null) return []
  return [
    {
      wabaId,
      name,
      language,
      metaId: textOf(memberOf(entry, 'id')),
      category: CATEGORIES[textOf(memberOf(entry, 'category'))?.toUpperCase() ?? ''] ?? 'unknown',
      status: textOf(memberOf(entry, 'status'))?.toUpperCase() ?? 'UNKNOWN',
      parameters: shapeOfTemplate(memberOf(entry, 'components')),
    },
  ]
}
