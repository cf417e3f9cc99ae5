/**
 * Gives this device's journal to neighbours who have a key of the library. Everybody on the network can knock here:
 * without the proof nothing is looked up and nothing is said.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Envelope } from './envelope.ts'
import { PROOF } from './envelope.ts'
import type { OwnJournal } from './own-journal.ts'

const MAX_CONNECTIONS = 64
const REQUEST_MS = 10_000
const LONGEST_QUESTION = 400

export interface NearbyServer {
  readonly port: number
  close(): Promise<void>
}

/** Serves on every network of this machine, at any free port. `envelopes` are asked for with each question. */
export async function serveNearby(
  journal: OwnJournal,
  envelopes: () => readonly Envelope[],
  host = '0.0.0.0',
): Promise<NearbyServer> {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, maxHeaderSize: 4096 },
    (request, response) => {
      try {
        answer(request, response)
      } catch {
        response.destroy() // The catalogue is closing: the neighbour asks again.
      }
    },
  )
  server.maxConnections = MAX_CONNECTIONS

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const question = request.url ?? ''
    const proof = request.headers[PROOF]
    const envelope =
      request.method === 'GET' && question.length <= LONGEST_QUESTION && typeof proof === 'string'
        ? envelopes().find((one) => one.proves(question, proof))
        : undefined
    if (envelope === undefined) {
      response.writeHead(403, { Connection: 'close' }).end()
      return
    }
    const asked = new URL(question, 'http://nearby')
    const of = (name: string): string => asked.searchParams.get(name) ?? ''
    const found =
      asked.pathname === '/list'
        ? Buffer.from(JSON.stringify(journal.list(of('prefix'), of('after'))))
        : asked.pathname === '/get'
          ? journal.get(of('key'))
          : null
    if (found === null) {
      response.writeHead(404).end()
      return
    }
    const sealed = envelope.seal(question, found)
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': sealed.length }).end(sealed)
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  // An engine that ends does not wait for whoever holds a line open.
  server.unref()
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}
