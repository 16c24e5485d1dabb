import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const SQL = /^\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH)\s[\s\S]*\b(FROM|INTO|SET)\b/

/** One SQL text of the source: `where` is `path:line`. `whole`: false when parts of it are put in at run time. */
export interface Statement {
  where: string
  query: string
  whole: boolean
}

/** One chain of a query builder in the source that begins with select, insert, update or delete: `path:line` of its start and of that word. */
export interface Site {
  where: string[]
  verb: string
}

/** Every SQL text and every builder of these folders, tests and their helpers left out. */
export function statementsIn(folders: readonly string[]): { statements: Statement[]; sites: Site[] } {
  const statements: Statement[] = []
  const sites: Site[] = []
  for (const path of folders.flatMap((folder) => sources(join(ROOT, folder)))) {
    const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
    const whereOf = (node: ts.Node) =>
      `${relative(ROOT, path)}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`
    const visit = (node: ts.Node): void => {
      const tagged = ts.isTaggedTemplateExpression(node.parent ?? node)
      if (ts.isStringLiteralLike(node) && !tagged && SQL.test(node.text))
        statements.push({ where: whereOf(node), query: node.text, whole: !isPart(node) })
      else if (ts.isTemplateExpression(node) && !tagged && SQL.test(node.getText(file).slice(1)))
        statements.push({ where: whereOf(node), query: node.getText(file), whole: false })
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
        const { name, expression } = node.expression
        if (/^(select|insert|update|delete)$/.test(name.text) && isDatabase(expression))
          sites.push({ where: [...new Set([whereOf(expression), whereOf(name)])], verb: name.text })
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
  }
  return { statements, sites }
}

/** `db.select()`, `database(env).select()`: what begins a chain of drizzle's. */
function isDatabase(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === 'db'
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'database'
}

/** Joined with other text by `+`. */
function isPart(node: ts.Node): boolean {
  return ts.isBinaryExpression(node.parent) && node.parent.operatorToken.kind === ts.SyntaxKind.PlusToken
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'testing' || entry.name === 'scenarios' ? [] : sources(path)
    return /\.ts$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [path] : []
  })
}
