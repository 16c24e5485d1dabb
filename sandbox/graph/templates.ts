import type { Core } from '../core.ts'
import type { TemplateState } from '../store/world.ts'
import type { Answer, Call } from '../types.ts'
import { page } from './paging.ts'

/** `GET /{WABA id}/message_templates`, with the filters `name`, `status`, `category`, `language`. */
export function answerTemplates(core: Core, call: Call): Answer {
  if (core.world.waba(call.id) === null) core.world.saveWaba(call.id, { subscribed: false })
  const { name, status, category, language } = call.query
  const matches = (one: TemplateState) =>
    (name === undefined || one.name.includes(name)) &&
    (status === undefined || one.status === status) &&
    (category === undefined || one.category === category) &&
    (language === undefined || one.language === language)
  return page(call, core.world.templates(call.id).filter(matches).map(view))
}

function view(one: TemplateState) {
  const { components, ...rest } = one
  return { ...rest, parameter_format: 'POSITIONAL', components: components ?? [] }
}
