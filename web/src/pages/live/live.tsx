import type { JSX } from 'solid-js'
import { Page } from '../../parts/page.tsx'

const Live = (): JSX.Element => (
  <Page name="Live">
    <p>soon</p>
  </Page>
)
export default Live
