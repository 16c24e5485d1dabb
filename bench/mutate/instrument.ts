import ts from 'typescript'
import { changesOf } from './operators.ts'

/** One small wrong change of the source. */
export interface Mutant {
  /** its place in the list of all mutants */
  id: number
  /** in what a module makes once, which is made again while this one is in force */
  again: boolean
  file: string
  line: number
  /** the source line, by which a survivor is listed: its number changes with every edit above it */
  context: string
  operator: string
  /** what stood there and what stands there now, on one line each */
  was: string
  now: string
}

/**
 * All mutants of one file, and the file with all of them inside: each place asks `__mutant(id)` which of its texts is in
 * force, so that one process judges them all without loading anything anew.
 */
export function instrument(file: string, text: string, firstId: number): { mutants: Mutant[]; code: string } {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true)
  const mutants: Mutant[] = []
  const lines = text.split('\n')

  /** `bare`: nothing may be put around the node itself, as its place in the syntax counts */
  const emit = (node: ts.Node, bare: boolean): string => {
    const start = node.getStart(source)
    if (isSkipped(node)) return text.slice(start, node.end)
    const changes = bare ? [] : changesOf(node, source)
    const ids = changes.map(({ operator, put }) => {
      const was = text.slice(start, node.end)
      const id = firstId + mutants.length
      const line = source.getLineAndCharacterOfPosition(start).line + 1
      const context = flat(lines[line - 1] ?? '')
        .trim()
        .slice(0, 90)
      mutants.push({ id, again: false, file, line, context, operator, ...shown(flat(was), flat(put ?? '')) })
      return id
    })
    let code = ''
    let at = start
    ts.forEachChild(node, (child) => {
      const from = child.getStart(source)
      if (from < at) return
      code += text.slice(at, from) + emit(child, isBare(node, child))
      at = child.end
    })
    code += text.slice(at, node.end)
    if (ids.length === 0) return code
    if (ts.isExpressionStatement(node)) return `{ if (!__mutant(${ids[0]})) { ${code} } }`
    for (const [i, change] of changes.entries()) code = `__mutant(${ids[i]}) ? (${change.put}) : (${code})`
    return `(${code})`
  }

  let code = ''
  let at = 0
  for (const statement of source.statements) {
    const from = statement.getStart(source)
    const first = firstId + mutants.length
    const made = emit(statement, false)
    const last = firstId + mutants.length
    const names = madeOnce(statement)
    code += text.slice(at, from)
    if (names.length === 0) code += made
    else {
      for (const one of mutants.slice(first - firstId)) one.again = true
      const list = names.join(', ')
      // the same statement inside a function, whose values then take the place of those made first
      const inner = `const __made = () => { ${made.replace(/^export /, '')}\n return [${list}] }`
      code += `${made.replace(/^(export )?const/, '$1let')}\n;__again(${firstId}, ${first}, ${last}, () => { ${inner}\n ;[${list}] = __made() })\n`
    }
    at = statement.end
  }
  return { code: code + text.slice(at), mutants }
}

/** Names of the constants that a statement of a module makes while it loads, functions apart. */
function madeOnce(statement: ts.Statement): string[] {
  if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0) return []
  const { declarations } = statement.declarationList
  const values = declarations.filter(
    ({ initializer }) =>
      initializer !== undefined && !ts.isArrowFunction(initializer) && !ts.isFunctionExpression(initializer),
  )
  if (values.length < declarations.length) return []
  return declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []))
}

/** Types and what is decided when modules are linked. */
function isSkipped(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isTaggedTemplateExpression(node) ||
    ts.isTypeParameterDeclaration(node)
  )
}

/** A callee keeps its object, a chain its short way out, a target of an assignment its place. */
function isBare(parent: ts.Node, child: ts.Node): boolean {
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression === child
  if (ts.isOptionalChain(parent)) return parent.expression === child && ts.isOptionalChain(child)
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken
    return parent.left === child && kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
  }
  if (ts.isPrefixUnaryExpression(parent)) return /^(\+\+|--)/.test(parent.getText())
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) return parent.name === child
  return (
    ts.isPostfixUnaryExpression(parent) ||
    ts.isDeleteExpression(parent) ||
    ts.isTypeOfExpression(parent) ||
    ts.isExpressionWithTypeArguments(parent)
  )
}

const AROUND = 28

/** Of long texts, what is around the change. */
function shown(was: string, now: string): { was: string; now: string } {
  let same = 0
  while (same < was.length && was[same] === now[same]) same++
  let end = 0
  while (end < was.length - same && end < now.length - same && was.at(-1 - end) === now.at(-1 - end)) end++
  const part = (text: string): string => {
    const [from, to] = [Math.max(0, same - AROUND), Math.min(text.length, text.length - end + AROUND)]
    const middle = text.slice(from, to)
    const short = middle.length > 120 ? `${middle.slice(0, 100)} … ${middle.slice(-18)}` : middle
    return `${from > 0 ? '…' : ''}${short}${to < text.length ? '…' : ''}`
  }
  return { was: part(was), now: part(now) }
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ')
}
