import { render } from 'solid-js/web'
import { App } from './app.tsx'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/layout.css'
import './frame/theme.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
render(() => <App />, root)
