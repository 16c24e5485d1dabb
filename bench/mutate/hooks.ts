import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { instrument, type Mutant } from './instrument.ts'

const STAND_INS: Readonly<Record<string, string>> = {
  vitest: new URL('./stand-in-vitest.ts', import.meta.url).href,
  'fast-check': new URL('./stand-in-fast-check.ts', import.meta.url).href,
}

/** The mutants of `files`, numbered in order; the same in every process. */
export function mutantsOf(root: string, files: readonly string[]): { mutants: Mutant[]; code: Map<string, string> } {
  const mutants: Mutant[] = []
  const code = new Map<string, string>()
  for (const file of files) {
    const made = instrument(file, readFileSync(`${root}/${file}`, 'utf8'), mutants.length)
    for (const one of made.mutants) mutants.push(one)
    code.set(file, made.code)
  }
  return { mutants, code }
}

/** Has Node load the instrumented texts, and the stand-ins where a test asks for its runner. */
export function serve(root: string, code: ReadonlyMap<string, string>): void {
  registerHooks({
    resolve(specifier, context, next) {
      const url = STAND_INS[specifier]
      if (url === undefined || context.parentURL === url) return next(specifier, context)
      return { url, shortCircuit: true }
    },
    load(url, context, next) {
      const path = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : ''
      const text = code.get(path)
      if (text === undefined) return next(url, context)
      return { format: 'module', source: stripTypeScriptTypes(text), shortCircuit: true }
    },
  })
}
