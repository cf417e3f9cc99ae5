/**
 * Begins the window: finds out where it runs, gets a line to the engine, draws.
 */
import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import './ui/tokens.css'
import './ui/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { connect, detectPlatform, portTransport, webSocketTransport } from './api/index.ts'
import { App } from './app/app.tsx'
import { Crash } from './app/crash.tsx'
import { createLibrary } from './features/library/index.ts'

const platform = detectPlatform(window)
const { bridge } = platform
const transport =
  bridge === null
    ? webSocketTransport(new URL('/rpc', window.location.href.replace(/^http/, 'ws')).href)
    : portTransport(window, () => bridge.requestEnginePort())
const library = createLibrary(connect(transport), platform, window.localStorage)

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Crash>
      <App library={library} />
    </Crash>
  </StrictMode>,
)
