import styles from 'swagger-ui-dist/swagger-ui.css'
import bundle from 'swagger-ui-dist/swagger-ui-bundle.js'
import { OWN_STYLES, START } from './start.ts'

const VERSION = '5.35.0'

interface Asset {
  type: string
  text: string
}

/** Everything that the page needs, by name: from here, and from nowhere else. */
const ASSETS: Readonly<Record<string, Asset>> = {
  'swagger-ui.js': { type: 'text/javascript; charset=utf-8', text: bundle },
  'swagger-ui.css': { type: 'text/css; charset=utf-8', text: styles },
  'start.js': { type: 'text/javascript; charset=utf-8', text: START },
  'own.css': { type: 'text/css; charset=utf-8', text: OWN_STYLES },
}

/** Where an asset lies; the version makes it another one after an upgrade. */
export function assetPath(name: keyof typeof ASSETS): string {
  return `/api/docs/assets/${name}?v=${VERSION}`
}

/** null = there is no such asset. */
export function assetAnswer(name: string): Response | null {
  const asset = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined
  if (asset === undefined) return null
  return new Response(asset.text, {
    headers: { 'content-type': asset.type, 'cache-control': 'public, max-age=31536000, immutable' },
  })
}
