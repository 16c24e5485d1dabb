/**
 * The arrows between the house's rooms: domain <- durable <- worker; the sandbox, the dashboard and the simulation's judge
 * apart. A pure function over paths and texts; `check-imports.ts` feeds it the repository.
 */
export type Finding = { readonly path: string; readonly line: number; readonly what: string }

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || /(^|\/)(test|testing|testdata)\//.test(path)

type Rule = {
  readonly from: RegExp
  /** Folders of ours that the files may import from; anything under node_modules is judged by `packages`. */
  readonly may: RegExp
  /** Where they may import types from, when that is more: types are gone before anything is bundled. */
  readonly mayType?: RegExp
  readonly why: string
}

/** The first rule whose `from` fits a path decides. */
const RULES: readonly Rule[] = [
  { from: /^durable\/domain\//, may: /^durable\/domain\//, why: 'durable/domain imports only itself' },
  {
    from: /^durable\/projection\//,
    may: /^(durable|migrations)\//,
    why: 'durable/projection imports only durable/ and migrations/',
  },
  { from: /^durable\//, may: /^durable\//, why: 'durable/ imports only durable/' },
  {
    from: /^worker\/contract\//,
    may: /^(worker\/contract|durable\/domain)\//,
    mayType: /^(worker\/contract|durable)\//,
    why: 'worker/contract is shared with web/: of actors it may know the types only',
  },
  {
    from: /^worker\/db\//,
    may: /^(worker|durable|migrations)\//,
    why: 'worker/db imports only worker/, durable/, migrations/',
  },
  // package.json: the version that runs
  { from: /^worker\//, may: /^((worker|durable)\/|package\.json$)/, why: 'worker/ imports only worker/ and durable/' },
  { from: /^migrations\//, may: /^migrations\//, why: 'migrations/ imports only itself' },
  { from: /^sandbox\//, may: /^sandbox\//, why: 'the sandbox shares no code with the guard' },
  {
    from: /^web\//,
    may: /^(web|worker\/contract|durable\/domain)\//,
    why: 'web/ imports only worker/contract and durable/domain',
  },
  // what it stands on is held to the same, or the rules would come in by it
  {
    from: /^bench\/simulate\/(checker|judge-[^.]+|ledger|people|rules)\.ts$/,
    may: /^bench\/simulate\/(checker|judge-[^.]+|ledger|people|rules)\.ts$/,
    mayType: /^(bench\/simulate|durable)\//,
    why: 'the judge shares no code with the rules: of the guard it may know the types only',
  },
]

/** Tests may reach the tables and each other's helpers, but never across the wall between sandbox and guard. */
const TEST_RULES: readonly Rule[] = [
  { from: /^sandbox\//, may: /^sandbox\//, why: 'the sandbox shares no code with the guard, tests included' },
  {
    from: /^(worker|durable)\//,
    may: /^((worker|durable|migrations)\/|package\.json$)/,
    why: 'the guard shares no code with the sandbox',
  },
  {
    from: /^web\//,
    may: /^(web|worker\/contract|durable\/domain)\//,
    why: 'web/ imports only worker/contract and durable/domain',
  },
]

/** What would make a pure rule depend on the world. */
const IMPURE: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\b/, 'Date.now'],
  [/\bMath\.random\b/, 'Math.random'],
  [/\bnew Date\(\s*\)/, 'new Date()'],
  [/\bperformance\.now\b/, 'performance.now'],
  [/\bcrypto\b/, 'crypto'],
  [/(?<![.\w])fetch\(/, 'fetch'],
  [/(?<![.\w])set(Timeout|Interval)\(/, 'a timer'],
  [/\bprocess\./, 'process'],
]

/** `import … from`, `export … from`, `import '…'` and `import('…')`; the first group tells a type-only one. */
const SPECIFIER =
  /\b(?:import|export)\s+(type\s)?[^'";()]*?\bfrom\s*['"]([^'"\n]+)['"]|\bimport\s*\(?\s*()['"]([^'"\n]+)['"]/g

/** Where a relative specifier leads, as a path from the root; undefined for a package. */
const target = (path: string, specifier: string): string | undefined => {
  if (!specifier.startsWith('.')) return undefined
  return new URL(specifier, `file:///${path}`).pathname.slice(1)
}

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length

/** Blanks comments out, keeping every line where it is: words about a clock are not a clock. */
const withoutComments = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/.*$/gm, (comment) => ' '.repeat(comment.length))

/**
 * @param path from the repository's root, with `/`
 * @param text the file's source
 * @returns what breaks an arrow or the purity of a rule, in order of lines
 */
export const checkFile = (path: string, text: string): readonly Finding[] => {
  const code = withoutComments(text)
  const rule = (isTest(path) ? TEST_RULES : RULES).find(({ from }) => from.test(path))
  const findings: Finding[] = []
  const pure = path.startsWith('durable/domain/') && !isTest(path)
  for (const match of code.matchAll(SPECIFIER)) {
    const specifier = match[2] ?? match[4] ?? ''
    const allowed = match[1] === undefined ? rule?.may : (rule?.mayType ?? rule?.may)
    const line = lineOf(code, match.index)
    const to = target(path, specifier)
    if (to !== undefined && rule !== undefined && allowed?.test(to) === false)
      findings.push({ path, line, what: `${specifier}: ${rule.why}` })
    if (pure && /^(cloudflare|node):/.test(specifier))
      findings.push({ path, line, what: `${specifier}: durable/domain is pure` })
  }
  if (pure) {
    for (const [pattern, name] of IMPURE) {
      const found = pattern.exec(code)
      if (found !== null)
        findings.push({ path, line: lineOf(code, found.index), what: `${name}: durable/domain is pure` })
    }
  }
  return findings.toSorted((a, b) => a.line - b.line)
}
