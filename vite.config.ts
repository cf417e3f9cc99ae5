/**
 * Builds the window: renderer/ into dist/renderer, with relative addresses so that it can be served from anywhere.
 */
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/**
 * The window's own rules, for the desktop app where no server sends them: our scripts, our connections, nothing
 * embedded. `media:` is the desktop app's scheme for derivatives. Left out in development, where vite needs inline
 * scripts.
 */
const CONTENT_SECURITY_POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data: blob: media:`,
  `media-src 'self' blob: media:`,
  `font-src 'self'`,
  `connect-src 'self' media:`,
  `manifest-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
].join('; ')

function contentSecurityPolicy(): Plugin {
  return {
    name: 'rushes-content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  }
}

export default defineConfig({
  root: 'renderer',
  base: './',
  // Elements are made by renderer/ui/jsx-runtime.ts.
  plugins: [react({ jsxImportSource: '#window' }), contentSecurityPolicy()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    // Fonts and pictures as data: addresses would need a weaker policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
})
