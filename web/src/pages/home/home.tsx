import type { JSX } from 'solid-js'
import { Page } from '../../parts/page.tsx'

const Home = (): JSX.Element => (
  <Page name="Home">
    <p>soon</p>
  </Page>
)
export default Home
