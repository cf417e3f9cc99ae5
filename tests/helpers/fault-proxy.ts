/**
 * A line to an HTTP server that goes wrong as it is told: it stands between a store and its server and answers in its
 * place, cuts, delays, repeats or forgets.
 */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Fault =
  /** Answers with this status and S3 error code, without asking the server. */
  | { readonly is: 'answer'; readonly status: number; readonly code: string; readonly headers?: Record<string, string> }
  /** Takes half of the request's body, then breaks the line. */
  | { readonly is: 'reset-request' }
  /** The server does it, and nobody hears of it. */
  | { readonly is: 'lose-answer' }
  /** Half of the answer's body with the whole one's length, then the line breaks. */
  | { readonly is: 'cut-answer' }
  /** Half of the answer's body, as if it were all. */
  | { readonly is: 'short-answer' }
  /** One bit of the answer's body is another. */
  | { readonly is: 'flip-bit' }
  /** The request goes to the server twice; the second answer counts. */
  | { readonly is: 'twice' }
  /** Waits before it does anything. */
  | { readonly is: 'slow'; readonly ms: number }
  /** Leaves these keys out of lists. */
  | { readonly is: 'stale-list'; readonly hides: (key: string) => boolean }

export interface Seen {
  readonly method: string
  readonly path: string
  readonly bytes: number
  readonly fault: Fault['is'] | null
}

export interface FaultProxy {
  readonly endpoint: string
  /** Every request in the order in which they came. */
  readonly seen: readonly Seen[]
  /** Asked for every request: a fault, or null to let it through. */
  setFaults(
    decide: (request: { readonly method: string; readonly path: string; readonly nth: number }) => Fault | null,
  ): void
  close(): Promise<void>
}

/**
 * Starts the proxy before `endpoint` (`http://host:port`). The `Host` header is handed on, since signatures hold it.
 */
export async function startFaultProxy(endpoint: string): Promise<FaultProxy> {
  const target = new URL(endpoint)
  const seen: Seen[] = []
  let decide: Parameters<FaultProxy['setFaults']>[0] = () => null
  const server: Server = createServer((incoming, outgoing) => {
    void handle(incoming, outgoing).catch(() => {
      outgoing.destroy()
    })
  })

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const [method, path] = [incoming.method ?? 'GET', incoming.url ?? '/']
    const fault = decide({ method, path, nth: seen.length })
    if (fault?.is === 'reset-request') {
      const half = Number(incoming.headers['content-length'] ?? 0) / 2
      let bytes = 0
      incoming.on('error', () => {}) // We break it ourselves.
      incoming.on('data', (part: Buffer) => {
        if ((bytes += part.length) >= half) incoming.socket.resetAndDestroy()
      })
      if (half === 0) incoming.socket.resetAndDestroy()
      seen.push({ method, path, bytes, fault: fault.is })
      return
    }
    const body = await drain(incoming)
    seen.push({ method, path, bytes: body.length, fault: fault?.is ?? null })
    if (fault?.is === 'answer') {
      outgoing.writeHead(fault.status, { 'content-type': 'application/xml', ...fault.headers })
      outgoing.end(
        method === 'HEAD'
          ? undefined
          : `<?xml version="1.0"?><Error><Code>${fault.code}</Code><Message>so it is told</Message></Error>`,
      )
      return
    }
    // Pause on purpose: a slow line.
    if (fault?.is === 'slow')
      await new Promise((resolve) => {
        setTimeout(resolve, fault.ms)
      })
    if (fault?.is === 'twice') await forward(method, path, incoming.headers, body)
    const answer = await forward(method, path, incoming.headers, body)
    give(incoming, outgoing, answer, fault)
  }

  function give(incoming: IncomingMessage, outgoing: ServerResponse, answer: Answer, fault: Fault | null): void {
    let { body } = answer
    const headers = { ...answer.headers }
    if (fault?.is === 'lose-answer') return void incoming.socket.resetAndDestroy()
    if (fault?.is === 'cut-answer' && body.length > 1) {
      outgoing.writeHead(answer.status, headers)
      outgoing.write(body.subarray(0, body.length / 2), () => {
        incoming.socket.resetAndDestroy()
      })
      return
    }
    if (fault?.is === 'short-answer' && body.length > 1) body = body.subarray(0, body.length / 2)
    if (fault?.is === 'flip-bit' && body.length > 0) {
      body = Buffer.from(body)
      body[body.length >> 1]! ^= 1
    }
    if (fault?.is === 'stale-list') {
      body = Buffer.from(
        body
          .toString()
          .replaceAll(/<Contents>.*?<\/Contents>/gs, (one) =>
            fault.hides(/<Key>(.*?)<\/Key>/.exec(one)?.[1] ?? '') ? '' : one,
          ),
      )
    }
    if (body !== answer.body) headers['content-length'] = String(body.length)
    delete headers['transfer-encoding']
    if (incoming.method !== 'HEAD' && answer.status !== 204 && answer.status !== 304)
      headers['content-length'] = String(body.length)
    outgoing.writeHead(answer.status, headers)
    outgoing.end(body)
  }

  interface Answer {
    readonly status: number
    readonly headers: Record<string, string | string[]>
    readonly body: Buffer
  }

  async function forward(
    method: string,
    path: string,
    headers: IncomingMessage['headers'],
    body: Buffer,
  ): Promise<Answer> {
    const onwards = { ...headers }
    delete onwards['expect'] // Answered by us.
    return new Promise((resolve, reject) => {
      const sent = request({ host: target.hostname, port: target.port, method, path, headers: onwards }, (answer) => {
        drain(answer).then((received) => {
          resolve({
            status: answer.statusCode ?? 502,
            headers: answer.headers as Record<string, string | string[]>,
            body: received,
          })
        }, reject)
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    setFaults(next) {
      decide = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
      })
    },
  }
}

async function drain(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}
