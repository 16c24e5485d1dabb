import styles from 'swagger-ui-dist/swagger-ui.css'
import bundle from 'swagger-ui-dist/swagger-ui-bundle.js'
import { sha256Hex } from '../../contract/canonical.ts'
import { OWN_STYLES, START } from './start.ts'

interface Asset {
  type: string
  text: string
}

/** Everything that the page needs, by name: from here, and from nowhere else. */
const ASSETS = {
  'swagger-ui.js': { type: 'text/javascript; charset=utf-8', text: bundle },
  'swagger-ui.css': { type: 'text/css; charset=utf-8', text: styles },
  'start.js': { type: 'text/javascript; charset=utf-8', text: START },
  'own.css': { type: 'text/css; charset=utf-8', text: OWN_STYLES },
} satisfies Record<string, Asset>

type Name = keyof typeof ASSETS

const versions = new Map<string, string>()

/** Of an asset's text, made when it is first asked for: a million characters are some milliseconds. */
function versionOf(name: string, { text }: Asset): string {
  const version = versions.get(name) ?? sha256Hex(text).slice(0, 16)
  versions.set(name, version)
  return version
}

/** Where an asset lies; the version makes it another one when its text changes. */
export function assetPath(name: Name): string {
  return `/api/docs/assets/${name}?v=${versionOf(name, ASSETS[name])}`
}

/**
 * null = there is no such asset. Kept for a year under its own version alone: while a new deploy spreads, the page of one
 * release may ask the other.
 */
export function assetAnswer(name: string, version: string | undefined): Response | null {
  const asset = Object.entries<Asset>(ASSETS).find(([known]) => known === name)?.[1]
  if (asset === undefined) return null
  return new Response(asset.text, {
    headers: {
      'content-type': asset.type,
      'cache-control': version === versionOf(name, asset) ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  })
}
