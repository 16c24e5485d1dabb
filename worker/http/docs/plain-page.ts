import { listOf, memberOf, textOf } from '../../../durable/domain/json.ts'
import { assetPath } from './assets.ts'

/**
 * The API as a page for people, from the published OpenAPI document: first as plain HTML with every route, its parameters,
 * body and answers, which needs no script; a script of our own draws it anew in its place where it may run. Every asset is ours.
 */
export function docsPage(openApiText: string): string {
  const document: unknown = JSON.parse(openApiText)
  const title = textOf(memberOf(document, 'info', 'title')) ?? 'API'
  const routes = entries(memberOf(document, 'paths')).flatMap(([path, methods]) =>
    entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  )
  const schemas = entries(memberOf(document, 'components', 'schemas'))
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${asText(title)} API</title>`,
    `<link rel="stylesheet" href="${assetPath('swagger-ui.css')}"><link rel="stylesheet" href="${assetPath('own.css')}">`,
    `<script src="${assetPath('swagger-ui.js')}" defer></script><script src="${assetPath('start.js')}" defer></script></head><body>`,
    `<header class="top"><h1>${asText(title)} API</h1><span>Call with <code>Authorization: Bearer &lt;token&gt;</code></span><a href="/api/openapi.json">openapi.json</a></header>`,
    '<main><div id="reference"></div><div id="plain">',
    `<p>${asText(textOf(memberOf(document, 'info', 'description')) ?? '')}</p>`,
    "<p>Errors are problem documents (RFC 9457) with a stable <code>type</code>; under <code>/v26.0</code> and the like they are those of Meta's Graph.</p>",
    `<nav><ul>${routes.map(({ name }) => `<li><a href="#${anchor(name)}">${asText(name)}</a></li>`).join('')}</ul></nav>`,
    ...routes.map(({ name, operation }) => routeSection(name, operation)),
    '<h2>Schemas</h2>',
    ...schemas.map(([name, schema]) => folded(name, schema, `id="schema-${anchor(name)}"`)),
    '</div></main></body></html>',
  ].join('\n')
}

function routeSection(name: string, operation: unknown): string {
  const parameters = listOf(memberOf(operation, 'parameters')).map(
    (one) =>
      `<li><code>${asText(textOf(memberOf(one, 'name')) ?? '')}</code> (${asText(textOf(memberOf(one, 'in')) ?? '')}${memberOf(one, 'required') === true ? ', required' : ''})</li>`,
  )
  const body = memberOf(operation, 'requestBody', 'content', 'application/json', 'schema')
  const answers = entries(memberOf(operation, 'responses')).map(([status, answer]) => {
    const [, content] = entries(memberOf(answer, 'content'))[0] ?? []
    return folded(`Answer ${status}: ${textOf(memberOf(answer, 'description')) ?? ''}`, memberOf(content, 'schema'))
  })
  return [
    `<section><h2 id="${anchor(name)}"><code>${asText(name)}</code></h2>`,
    `<p>${asText(textOf(memberOf(operation, 'summary')) ?? '')}. ${asText(textOf(memberOf(operation, 'description')) ?? '')}</p>`,
    parameters.length === 0 ? '' : `<ul>${parameters.join('')}</ul>`,
    body === undefined ? '' : folded('Body', body),
    ...answers,
    '</section>',
  ].join('\n')
}

function folded(name: string, schema: unknown, attributes = ''): string {
  if (schema === undefined) return `<p ${attributes}>${asText(name)}</p>`
  return `<details ${attributes}><summary>${asText(name)}</summary><pre>${asText(JSON.stringify(schema, null, 2))}</pre></details>`
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
}

function anchor(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function asText(text: string): string {
  return text.replace(/[&<>"]/g, (found) => ENTITIES[found] ?? found)
}
