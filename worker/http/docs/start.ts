/**
 * What the page runs of our own: draws the document. A call that is tried out goes to this origin; a session's cookie needs
 * the header that every change by cookie carries. What was typed as a token stays in the page's memory.
 */
export const START = `
const plain = document.getElementById('plain')
const dark = window.matchMedia('(prefers-color-scheme: dark)')
const dress = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dress()
dark.addEventListener('change', dress)
window.SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  filter: true,
  persistAuthorization: false,
  validatorUrl: null,
  tryItOutEnabled: false,
  syntaxHighlight: { activated: true, theme: 'nord' },
  requestInterceptor: (request) => {
    request.headers['X-Requested-With'] = 'whats-guard'
    return request
  },
  onComplete: () => plain.remove(),
})
`

/** The dashboard's colours (light and dark) over the package's own. */
export const OWN_STYLES = `
:root { color-scheme: light dark; --bg: #f6f9fa; --surface: #ffffff; --line: #d9e3e7; --text: #0f1b20; --muted: #4d616b; --accent: #0b7a70; --on-accent: #ffffff }
@media (prefers-color-scheme: dark) { :root { --bg: #0b1114; --surface: #111a1f; --line: #22313a; --text: #e8eff2; --muted: #a3b4bc; --accent: #2dd4bf; --on-accent: #04211d } }
body { margin: 0; background: var(--bg); color: var(--text); font: 14px/1.5 system-ui, sans-serif }
header.top { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: baseline; padding: 16px 24px; border-bottom: 1px solid var(--line); background: var(--surface) }
header.top h1 { font-size: 20px; margin: 0 }
header.top a { color: var(--accent) }
#reference .swagger-ui .wrapper { max-width: 1440px }
#reference .swagger-ui .info { margin: 24px 0 }
#reference .swagger-ui .info hgroup.main { display: none }
#reference .swagger-ui .scheme-container { margin: 0 0 16px; padding: 0; background: none; box-shadow: none }
#reference .swagger-ui .response-col_links { display: none }
#reference .swagger-ui .opblock-summary-description { overflow-wrap: anywhere }
#plain { max-width: 1100px; margin: 0 auto; padding: 0 24px; overflow-wrap: anywhere }
#plain pre { overflow: auto }
`
