/**
 * The engine on loopback: the window's files, derivatives, and the contract over WebSocket. Bound to 127.0.0.1 unless a
 * person asks for more, and closed to everyone without the token.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import { RushesError } from '../../shared/model/errors.ts'
import { paramsHashSchema } from '../../shared/model/recipe-params.ts'
import type { Engine } from '../engine/index.ts'
import { isOurAddress, principalOf, sameToken, sessionCookie, type SessionRules } from './session.ts'
import { sendRange, sendWindowFile } from './static-files.ts'

/** Larger messages are no request of ours. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024

export interface HttpHost {
  readonly address: string
  readonly port: number
  /** Open connections that speak the contract. */
  readonly clients: number
  /** Called whenever the number of clients changes. */
  onClients(listener: (count: number) => void): void
  /** Lets nobody new in: the engine is about to end, and who comes now shall look for the next one. */
  refuseNew(): void
  close(): Promise<void>
}

/** Starts serving. `port` 0 takes any free one; `hosts` are further names under which browsers may call. */
export async function startHttpHost(
  engine: Engine,
  options: {
    token: string
    shellSecret: string
    host: string
    port: number
    windowFolder: string
    hosts: readonly string[]
  },
): Promise<HttpHost> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  const handler = new RPCHandler(engine.router)
  // Loopback always: the command line and the app look for the engine there, whoever else it serves.
  const first = createServer()
  const port = await listen(first, isEverywhere(options.host) ? options.host : '127.0.0.1', options.port)
  const servers = [first]
  if (!isLoopback(options.host) && !isEverywhere(options.host)) {
    servers.push(createServer())
    await listen(servers[1]!, options.host, port)
  }
  const rules: SessionRules = { token: options.token, shellSecret: options.shellSecret, port, hosts: options.hosts }
  const listeners: ((count: number) => void)[] = []
  let open = true
  const changed = (): void => listeners.forEach((listener) => listener(sockets.clients.size))

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    void answer(engine, rules, options.windowFolder, request, response).catch(() => {
      if (response.headersSent) response.destroy() // A half answer can't be taken back.
      else refuseWith(response, 500, 'Rushes could not answer this. Try again.')
    })
  }
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Node leaves an upgraded socket to us, with its errors: a caller who resets the line must not end the engine.
    socket.on('error', () => socket.destroy())
    const caller = isOurAddress(request, rules) ? principalOf(request, rules) : null
    if (!open || caller === null || pathOf(request) !== '/rpc') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      void handler.upgrade(client, { context: caller })
      client.on('error', () => client.terminate())
      client.on('close', () => setImmediate(changed))
      changed()
    })
  }
  // Without a listener Node closes the line of a CONNECT without a word.
  const onConnect = (_request: IncomingMessage, socket: Duplex): void => {
    socket.on('error', () => socket.destroy())
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  }
  for (const server of servers) server.on('request', onRequest).on('upgrade', onUpgrade).on('connect', onConnect)
  return {
    address: `http://127.0.0.1:${port}`,
    port,
    get clients() {
      return sockets.clients.size
    },
    onClients: (listener) => {
      listeners.push(listener)
    },
    refuseNew: () => {
      open = false
    },
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((resolve) => {
              server.close(() => resolve())
              server.closeAllConnections()
            }),
        ),
      )
    },
  }
}

async function answer(
  engine: Engine,
  rules: SessionRules,
  windowFolder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (status: number, text: string): void => refuseWith(response, status, text)
  if (!isOurAddress(request, rules)) return refuse(403, 'This address is not one that Rushes answers to.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET is supported.')
  const url = addressOf(request)
  if (url === null) return refuse(400, 'This address is not one that can be read.')
  const offered = url.searchParams.get('token')
  if (offered !== null) {
    if (!sameToken(offered, rules.token))
      return refuse(403, 'That link is not valid any more. Open the one that Rushes printed last.')
    response.writeHead(303, {
      'Set-Cookie': sessionCookie(rules),
      Location: url.pathname,
      'Referrer-Policy': 'no-referrer',
    })
    response.end()
    return
  }
  const caller = principalOf(request, rules)
  if (caller === null) return refuse(403, 'Open the link that Rushes printed: it carries the key to this library.')
  if (url.pathname.startsWith('/media/')) {
    if (!caller.rights.includes('view')) return refuse(403, 'You may not look at this library.')
    const id = decoded(url.pathname.slice('/media/'.length))
    const params = paramsHashSchema.optional().safeParse(url.searchParams.get('params') ?? undefined)
    if (!params.success) return refuse(400, 'These are no parameters of a picture or proxy. Name them by their hash.')
    const file = id === null ? undefined : engine.derivative(id, params.data)
    return file === undefined ? refuse(404, 'There is no such picture or proxy.') : sendRange(request, response, file)
  }
  if (url.pathname === '/openapi.json') {
    response.writeHead(200, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(await engine.openApi()))
    return
  }
  if (!(await sendWindowFile(windowFolder, url.pathname, response)))
    refuse(404, 'Not found. The window is built with: npm run build')
}

function refuseWith(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' })
  response.end(text)
}

/** The text of a part of an address; null where its percent signs mean nothing. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null // Answered like any other name that is none.
  }
}

/** The addresses that mean "all of this machine's", loopback among them. */
function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(inWords(error, host, port)))
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** Why an address can't be listened on, for the person who chose it. */
function inWords(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new RushesError(
      'conflict',
      `Port ${port} of ${host} is in use by another program. Choose another with --port, or leave it out.`,
    )
  if (error.code === 'EACCES')
    return new RushesError('usage', `Port ${port} is kept for the system. Choose one from 1024 to 65535 with --port.`)
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new RushesError('usage', `${host} is no address of this machine. Choose one of its own with --host.`)
  return error
}

function pathOf(request: IncomingMessage): string | null {
  return addressOf(request)?.pathname ?? null
}

/**
 * What a request asks for; null for what is no address of ours. A path that begins with two slashes, as it is written
 * or once its dots are resolved (`/.//host/`), names another host to a browser: as a `Location` it would lead away from
 * here.
 */
function addressOf({ url = '/' }: IncomingMessage): URL | null {
  const address = URL.parse(url, 'http://localhost')
  return address === null || /^[/\\]{2}/.test(url) || !/^\/(?![/\\])/.test(address.pathname) ? null : address
}
