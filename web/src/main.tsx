import type { JSX } from 'solid-js'
import { render } from 'solid-js/web'
import { HealthCard } from './health-card.tsx'

const Page = (): JSX.Element => (
  <main>
    <h1>Whats Guard</h1>
    <p class="lead">It stands between your software and WhatsApp, and sends from your numbers without burning them.</p>
    <HealthCard />
    <section aria-labelledby="what">
      <h2 id="what">What it does</h2>
      <ul>
        <li>Picks the number for each message, and keeps every conversation on one number.</li>
        <li>Paces and caps every number: per second, hour, three hours and day, and in reach per portfolio.</li>
        <li>Stops a number as soon as Meta warns, and says why.</li>
        <li>Never loses an accepted message silently: each one tells its whole story.</li>
      </ul>
    </section>
    <section aria-labelledby="doors">
      <h2 id="doors">Doors</h2>
      <ul>
        <li>
          <a href="/api/openapi.json">API description (OpenAPI 3.1)</a>
        </li>
        <li>
          <a href="/healthz">Health, for machines</a>
        </li>
      </ul>
    </section>
  </main>
)

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
render(() => <Page />, root)
