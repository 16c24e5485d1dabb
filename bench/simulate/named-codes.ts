import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const DURABLE = join(import.meta.dirname, '../../durable')
/** The guard's own words, not Meta's numbers. */
const WORD = /^[a-z]+(-[a-z*]+)*$/

export interface Named {
  /** each `code` of an object, or given to a function that makes one of it: reasons, and whatever else carries one */
  codes: string[]
  /** each `rule` of an object, and what ALERT_RULE maps to */
  rules: string[]
  /** what tell() or a story writes into a timeline */
  events: string[]
}

/** Names that durable/ writes out as text, tests and their helpers left aside. `meta-${code}` is `meta-*`. */
export function namedInDurable(): Named {
  const found = { codes: new Set<string>(), rules: new Set<string>(), events: new Set<string>() }
  const files = readdirSync(DURABLE, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((name) => name.endsWith('.ts') && !/test|scenarios/.test(name))) {
    const source = ts.createSourceFile(file, readFileSync(join(DURABLE, file), 'utf8'), ts.ScriptTarget.Latest, true)
    look(source, makersIn(source), found)
  }
  return { codes: sorted(found.codes), rules: sorted(found.rules), events: sorted(found.events) }
}

/** Functions of a file that are given a `code`: name -> place of that argument. */
function makersIn(source: ts.SourceFile): Map<string, number> {
  const makers = source.statements.filter(ts.isFunctionDeclaration).map(({ name, parameters }) => {
    const place = parameters.findIndex((one) => one.name.getText() === 'code')
    return [name?.text ?? '', place] as const
  })
  return new Map(makers.filter(([, place]) => place >= 0))
}

function look(node: ts.Node, makers: Map<string, number>, found: Record<keyof Named, Set<string>>): void {
  const put = (list: Set<string>, value: ts.Node) => {
    for (const text of textsIn(value)) if (WORD.test(text)) list.add(text)
  }
  if (ts.isPropertyAssignment(node) || (ts.isVariableDeclaration(node) && node.initializer !== undefined)) {
    const name = node.name.getText()
    const value = node.initializer as ts.Expression
    if (name === 'code') put(found.codes, value)
    if (name === 'rule') put(found.rules, value)
    if (name === 'event') put(found.events, value)
    if (name === 'ALERT_RULE' && ts.isObjectLiteralExpression(value))
      for (const entry of value.properties) if (ts.isPropertyAssignment(entry)) put(found.rules, entry.initializer)
  }
  if (ts.isCallExpression(node)) {
    const called = node.expression.getText()
    const [event, code] = [node.arguments[2], node.arguments[makers.get(called) ?? -1]]
    if (called === 'tell' && event !== undefined) put(found.events, event)
    if (code !== undefined) put(found.codes, code)
  }
  ts.forEachChild(node, (child) => look(child, makers, found))
}

/** The texts that an expression may come to: those of its branches, and of a constant of the same file. */
function textsIn(value: ts.Node): string[] {
  if (ts.isStringLiteral(value) || ts.isNoSubstitutionTemplateLiteral(value)) return [value.text]
  if (ts.isTemplateExpression(value)) return [`${value.head.text}*`]
  if (ts.isConditionalExpression(value)) return [...textsIn(value.whenTrue), ...textsIn(value.whenFalse)]
  if (ts.isBinaryExpression(value)) return [...textsIn(value.left), ...textsIn(value.right)]
  if (ts.isAsExpression(value) || ts.isSatisfiesExpression(value) || ts.isParenthesizedExpression(value))
    return textsIn(value.expression)
  if (ts.isIdentifier(value)) {
    const written = new RegExp(`^(?:export )?const ${value.text} = '([^']+)'`, 'm').exec(value.getSourceFile().text)
    return written?.[1] === undefined ? [] : [written[1]]
  }
  return []
}

function sorted(names: Set<string>): string[] {
  return [...names].sort()
}
