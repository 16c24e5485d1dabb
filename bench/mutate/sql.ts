/** One change inside a text: the `length` characters at `at` become `put`. */
export interface Edit {
  at: number
  length: number
  put: string
  name: string
}

const STATEMENT = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|REPLACE)\b|\b(WHERE|ORDER BY|AND|SET|ON CONFLICT)\s/
const SWAPS: readonly (readonly [RegExp, string])[] = [
  [/\bAND\b/g, 'OR'],
  [/\bOR\b(?! (?:REPLACE|IGNORE))/g, 'AND'],
  [/<=/g, '<'],
  [/>=/g, '>'],
  [/<(?![=>])/g, '<='],
  [/(?<![<>-])>(?![=>])/g, '>='],
  [/<>|!=/g, '='],
  [/\bIS NOT NULL\b/g, 'IS NULL'],
  [/\bIS NULL\b/g, 'IS NOT NULL'],
  [/\bNOT IN\b/g, 'IN'],
  [/(?<!NOT )\bIN\b(?= ?\()/g, 'NOT IN'],
  [/\bNOT EXISTS\b/g, 'EXISTS'],
  [/(?<!NOT )(?<!IF )\bEXISTS\b/g, 'NOT EXISTS'],
  [/\bDESC\b/gi, 'ASC'],
  [/\b(min|MIN)\(/g, 'max('],
  [/\b(max|MAX)\(/g, 'min('],
  [/ \+ /g, ' - '],
  [/ - /g, ' + '],
  [/\bDO NOTHING\b/g, 'DO UPDATE SET rowid = rowid'],
  [/\bLIMIT \?(?:\d+)?/g, 'LIMIT 1'],
]
/** `=` compares behind one of these and assigns behind SET. */
const COMPARING = /\b(WHERE|AND|OR|ON|WHEN|HAVING)\s+(?:\(?\s*)(?:NOT )?[\w.]+ =(?= )/g

/** The statements' own operators, so that a guard that stands in SQL is a guard that can be taken out. */
export function sqlEdits(text: string): Edit[] {
  if (!STATEMENT.test(text)) return []
  const edits: Edit[] = []
  for (const [pattern, put] of SWAPS)
    for (const found of text.matchAll(pattern))
      edits.push({ at: found.index, length: found[0].length, put, name: `sql ${found[0].trim()}` })
  for (const found of text.matchAll(COMPARING))
    edits.push({ at: found.index + found[0].length - 1, length: 1, put: '<>', name: 'sql =' })
  return edits.toSorted((a, b) => a.at - b.at || a.put.localeCompare(b.put))
}
