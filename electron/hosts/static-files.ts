/**
 * Sends files: the window's own, and derivatives with byte ranges.
 */
import { createReadStream } from 'node:fs'
import { readFile, realpath, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'
import { derivativeHeaders } from '../../shared/model/derivative-types.ts'
import { rangeAnswer } from '../../shared/util/byte-range.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
}

/** The MIME type of a file of the window, by its name. */
export function windowFileType(file: string): string {
  return TYPES[extname(file)] ?? 'application/octet-stream'
}

/** The window's rules: only our own scripts, only our own connections, nothing embedded. */
export const CONTENT_SECURITY_POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data: blob:`,
  `media-src 'self' blob:`,
  `font-src 'self'`,
  `connect-src 'self'`,
  `manifest-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ')

/** Sends a file of the window's folder; answers false when there is none of that name in it. */
export async function sendWindowFile(folder: string, urlPath: string, response: ServerResponse): Promise<boolean> {
  const wanted = join(folder, urlPath === '/' ? 'index.html' : urlPath)
  try {
    const inside = await realpath(folder)
    const file = await realpath(wanted)
    if (!file.startsWith(inside + sep)) return false
    const bytes = await readFile(file)
    response.writeHead(200, {
      'Content-Type': windowFileType(file),
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      // Built files carry a hash in their names; the page itself must be asked for again.
      'Cache-Control': urlPath.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache',
    })
    response.end(bytes)
    return true
  } catch {
    return false // No such file: the caller answers 404.
  }
}

/** Sends a derivative, whole or the range that was asked for. */
export async function sendRange(
  request: IncomingMessage,
  response: ServerResponse,
  file: { path: string; mime: string },
): Promise<void> {
  const { size } = await stat(file.path)
  const answer = rangeAnswer(request.headers.range, size, file.mime)
  response.writeHead(answer.status, {
    ...answer.headers,
    ...derivativeHeaders(file.mime),
    'Cache-Control': 'private, max-age=31536000, immutable',
  })
  if (answer.status === 416 || request.method === 'HEAD') {
    response.end()
    return
  }
  const stream = createReadStream(
    file.path,
    answer.range === null ? {} : { start: answer.range.start, end: answer.range.end },
  )
  stream.on('error', () => response.destroy())
  response.on('close', () => stream.destroy())
  stream.pipe(response)
}
