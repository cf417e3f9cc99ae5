/**
 * The first start in a browser: one question, where the library should be kept, on a page of its own. No engine runs
 * yet.
 */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { isRushesError } from '../../shared/model/errors.ts'
import { sameToken } from './session.ts'

export interface FirstStart {
  /** Where the question is asked. */
  readonly url: string
  /** The library that was made, once it is served. */
  readonly answered: Promise<string>
  close(): void
}

/** The most that an answer may have: a path, not a book. */
const MAX_BYTES = 16_384

/**
 * Asks. `serve` makes the library at a path, serves it, and answers with the window's address, to which the browser
 * goes on; what it throws is told on the page, and the question stays.
 */
export async function askForLibrary(usual: string, serve: (path: string) => Promise<string>): Promise<FirstStart> {
  const token = randomBytes(32).toString('hex')
  const answered = Promise.withResolvers<string>()
  let going: Promise<string> | null = null
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => {
      response.destroy()
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { port } = server.address() as AddressInfo
    // A page on the internet can make a browser call us, and by DNS rebinding with a name of its own.
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`)
    if (request.headers.host !== `127.0.0.1:${port}`) return end(response, 403, '')
    if (request.method === 'GET' && url.pathname === '/')
      return sameToken(url.searchParams.get('token'), token)
        ? end(response, 200, page(usual, token, null))
        : end(response, 403, '')
    if (request.method !== 'POST' || url.pathname !== '/create') return end(response, 404, '')
    const form = new URLSearchParams(await bodyOf(request))
    if (!sameToken(form.get('token'), token)) return end(response, 403, '')
    const wanted = form.get('path') ?? ''
    try {
      const path = placeOf(wanted)
      // Pressed twice, it is one library.
      going ??= serve(path)
      const to = await going
      response.writeHead(303, { location: to, 'cache-control': 'no-store' }).end()
      answered.resolve(path)
    } catch (error) {
      going = null
      end(
        response,
        400,
        page(
          wanted,
          token,
          isRushesError(error) ? error.message : error instanceof Error ? error.message : String(error),
        ),
      )
    }
  }

  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', done)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/?token=${token}`,
    answered: answered.promise,
    close: () => {
      server.close()
    },
  }
}

/** The folder that a person typed. Throws what is wrong with it. */
function placeOf(text: string): string {
  const path = text.trim()
  const meant = path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path
  if (!isAbsolute(meant))
    throw new Error(`“${path}” is no whole path. Write it from the top, or begin with ~/ for your home folder.`)
  return resolve(meant)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    parts.push(part as Buffer)
    bytes += (part as Buffer).length
    if (bytes > MAX_BYTES) throw new Error('too long')
  }
  return Buffer.concat(parts).toString('utf8')
}

function end(response: ServerResponse, status: number, html: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      // The answer leads to the window, which is served on another port.
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'`,
    })
    .end(html)
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

function page(path: string, token: string, problem: string | null): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Rushes</title><style>
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{display:grid;place-items:center;min-height:90vh;margin:0}main{width:min(34rem,92vw)}
h1{font-size:1.4rem;margin:0 0 .5rem}p{margin:0 0 1rem;opacity:.8}label{display:block;margin:0 0 .3rem}input{box-sizing:border-box;width:100%;font:inherit;padding:.5rem .6rem}
button{margin-top:1rem;font:inherit;font-weight:600;padding:.55rem 1.1rem}[role=alert]{opacity:1;font-weight:600}</style></head><body><main>
<h1>Where should your library be kept?</h1>
<p>The catalogue, posters and proxies go there: a fast internal drive with room for proxies is best. Camera originals stay on the drives that you copy them to.</p>
${problem === null ? '' : `<p role="alert">${escape(problem)}</p>`}
<form method="post" action="/create"><input type="hidden" name="token" value="${token}"><label for="path">Folder</label>
<input id="path" name="path" value="${escape(path)}" autofocus spellcheck="false" autocomplete="off"><button>Create library</button></form></main></body></html>`
}
