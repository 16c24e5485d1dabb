import ts from 'typescript'
import { sqlEdits } from './sql.ts'

/** What one mutant puts in the place of a node, as source text; null removes the statement. */
export interface Change {
  operator: string
  put: string | null
}

const K = ts.SyntaxKind
const SWAPPED: ReadonlyMap<ts.SyntaxKind, readonly string[]> = new Map([
  [K.LessThanToken, ['<=', '>=']],
  [K.LessThanEqualsToken, ['<', '>']],
  [K.GreaterThanToken, ['>=', '<=']],
  [K.GreaterThanEqualsToken, ['>', '<']],
  [K.EqualsEqualsEqualsToken, ['!==']],
  [K.ExclamationEqualsEqualsToken, ['===']],
  [K.EqualsEqualsToken, ['!=']],
  [K.ExclamationEqualsToken, ['==']],
  [K.MinusToken, ['+']],
  [K.PlusToken, ['-']],
  [K.AsteriskToken, ['/']],
  [K.SlashToken, ['*']],
  [K.PercentToken, ['*']],
  [K.PlusEqualsToken, ['-=']],
  [K.MinusEqualsToken, ['+=']],
  [K.AmpersandAmpersandToken, ['||']],
  [K.BarBarToken, ['&&']],
])
const METHODS: ReadonlyMap<string, string> = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
  ['floor', 'ceil'],
  ['ceil', 'floor'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
  ['toUpperCase', 'toLowerCase'],
  ['toLowerCase', 'toUpperCase'],
])
const COMPARISONS: ReadonlySet<ts.SyntaxKind> = new Set([
  K.EqualsEqualsEqualsToken,
  K.ExclamationEqualsEqualsToken,
  K.EqualsEqualsToken,
  K.ExclamationEqualsToken,
  K.InKeyword,
])
/** Calls whose object may stand in the place of their result. */
const TRANSPARENT = new Set(['filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'trim', 'slice'])
/** A word that code compares; what people read is not mutated. */
const CODE = /^[A-Za-z0-9_.:-]+$/

/** The mutants of one node itself, without those below it. */
export function changesOf(node: ts.Node, source: ts.SourceFile): Change[] {
  const text = (one: ts.Node): string => source.text.slice(one.getStart(source), one.end)
  const whole = text(node)
  /** the node's text with the part of `inner` replaced */
  const withPart = (start: number, end: number, put: string): string => {
    const from = node.getStart(source)
    return whole.slice(0, start - from) + put + whole.slice(end - from)
  }
  const found: Change[] = []
  const add = (operator: string, put: string | null): void => {
    found.push({ operator, put })
  }

  // where a condition has parts, each part alone says more
  if (isCondition(node) && !isLogical(node)) {
    if (node.kind !== K.TrueKeyword && !isLoop(node.parent)) add('condition', 'true')
    if (node.kind !== K.FalseKeyword) add('condition', 'false')
  }
  if (ts.isExpressionStatement(node)) {
    if (!(ts.isCallExpression(node.expression) && node.expression.expression.kind === K.SuperKeyword))
      add('statement', null)
  } else if (ts.isBinaryExpression(node)) {
    const { left, right, operatorToken: token } = node
    const prose =
      token.kind === K.PlusToken &&
      [left, right].some((one) => ts.isStringLiteralLike(one) || ts.isTemplateExpression(one))
    if (!prose)
      for (const put of SWAPPED.get(token.kind) ?? [])
        if (!isTheOpposite(token.kind, put) || !isCondition(node))
          add(token.getText(source), withPart(token.getStart(source), token.end, put))
    if ([K.AmpersandAmpersandToken, K.BarBarToken, K.QuestionQuestionToken].includes(token.kind)) {
      add('left alone', text(left))
      add('right alone', text(right))
    }
  } else if (ts.isPrefixUnaryExpression(node)) {
    const operand = text(node.operand)
    // of a condition, `true` and `false` say more
    if ((node.operator === K.ExclamationToken && !isCondition(node)) || node.operator === K.MinusToken)
      add('sign', operand)
    else if (node.operator === K.PlusPlusToken) add('++', `--${operand}`)
    else if (node.operator === K.MinusMinusToken) add('--', `++${operand}`)
  } else if (ts.isPostfixUnaryExpression(node)) {
    const operand = text(node.operand)
    add('count', `${operand}${node.operator === K.PlusPlusToken ? '--' : '++'}`)
  } else if (node.kind === K.TrueKeyword && !isCondition(node)) add('boolean', 'false')
  else if (node.kind === K.FalseKeyword && !isCondition(node)) add('boolean', 'true')
  else if (ts.isNumericLiteral(node)) add('number', `(${whole} + 1)`)
  else if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    const edits = sqlEdits(whole)
    for (const { at, length, put, name } of edits) add(name, whole.slice(0, at) + put + whole.slice(at + length))
    if (edits.length === 0 && ts.isStringLiteral(node) && CODE.test(node.text) && isCompared(node)) add('string', "''")
  } else if (ts.isTemplateExpression(node)) {
    for (const { at, length, put, name } of sqlEdits(whole))
      if (!insideSpan(node, source, at)) add(name, whole.slice(0, at) + put + whole.slice(at + length))
  } else if (ts.isArrayLiteralExpression(node) && node.elements.length > 0) add('array', '[]')
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name, expression } = node.expression
    const other = METHODS.get(name.text)
    if (other !== undefined) add('method', withPart(name.getStart(source), name.end, other))
    if (TRANSPARENT.has(name.text)) add('call', text(expression))
  }
  if (isChainRoot(node))
    for (const dot of dotsOf(node)) {
      const after = source.text[dot.end]
      add('optional', withPart(dot.getStart(source), dot.end, after === '[' || after === '(' ? '' : '.'))
    }
  return found
}

/** Dies of whatever `true` or `false` in its place dies of. */
function isTheOpposite(token: ts.SyntaxKind, put: string): boolean {
  return SWAPPED.get(token)?.at(-1) === put && !['&&', '||', '+', '-', '*', '/'].includes(put)
}

function isLoop(node: ts.Node): boolean {
  return ts.isWhileStatement(node) || ts.isDoStatement(node) || ts.isForStatement(node)
}

/** Where only truth counts. */
function isCondition(node: ts.Node): boolean {
  const up = node.parent
  if (up === undefined) return false
  if (ts.isIfStatement(up) || ts.isWhileStatement(up) || ts.isDoStatement(up)) return up.expression === node
  if (ts.isForStatement(up) || ts.isConditionalExpression(up)) return up.condition === node
  return false
}

function isLogical(node: ts.Node): boolean {
  if (!ts.isBinaryExpression(node)) return false
  return node.operatorToken.kind === K.AmpersandAmpersandToken || node.operatorToken.kind === K.BarBarToken
}

/** Compared here, or one of a list that something is looked up in. */
function isCompared(node: ts.Node): boolean {
  const { parent } = node
  if (ts.isCaseClause(parent) || ts.isArrayLiteralExpression(parent)) return true
  return ts.isBinaryExpression(parent) && COMPARISONS.has(parent.operatorToken.kind)
}

function insideSpan(node: ts.TemplateExpression, source: ts.SourceFile, at: number): boolean {
  const place = node.getStart(source) + at
  return node.templateSpans.some(({ expression }) => place >= expression.pos - 2 && place <= expression.end)
}

/** The outermost node of a chain with `?.`: what it skips, it skips whole. */
export function isChainRoot(node: ts.Node): boolean {
  return ts.isOptionalChain(node) && !(ts.isOptionalChain(node.parent) && node.parent.expression === node)
}

function dotsOf(node: ts.Node): ts.Node[] {
  const dots: ts.Node[] = []
  let one: ts.Node = node
  while (ts.isPropertyAccessExpression(one) || ts.isElementAccessExpression(one) || ts.isCallExpression(one)) {
    if (one.questionDotToken !== undefined) dots.push(one.questionDotToken)
    if (!ts.isOptionalChain(one)) break
    one = one.expression
  }
  return dots
}
