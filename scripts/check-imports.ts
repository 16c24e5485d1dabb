import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { checkFile } from './imports.ts'

/** `npm run check`: fails when a file imports what its room may not. */
const ROOT = join(import.meta.dirname, '..')
const FILES = '{durable,worker,migrations,sandbox,web,bench/simulate}/**/*.{ts,tsx}'

const paths = globSync(FILES, {
  cwd: ROOT,
  exclude: (path) => /(^|[\\/])(node_modules|dist)([\\/]|$)/.test(String(path)),
})
const findings = paths
  .map((path) => path.split(sep).join('/'))
  .toSorted()
  .flatMap((path) => checkFile(path, readFileSync(join(ROOT, path), 'utf8')))

for (const { path, line, what } of findings) process.stderr.write(`${path}:${line} ${what}\n`)
// An empty search would pass for ever after a folder is renamed.
if (paths.length === 0) throw new Error('check-imports found no source files')
if (findings.length > 0) process.exit(1)
