/**
 * app://rushes/: the window's own files. A scheme of our own instead of file://, so that the page has an origin, a
 * policy in its headers, and no way to any other file.
 */
import { readFile, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { windowFileType } from '../hosts/static-files.ts'

export const APP_ORIGIN = 'app://rushes'

/** Only our own scripts, only derivatives from outside, nothing embedded. */
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
  `frame-ancestors 'none'`,
].join('; ')

/** Answers a request for a file of the window in `folder`. */
export async function answerApp(folder: string, request: Request): Promise<Response> {
  const refused = (status: number, text: string): Response =>
    new Response(text, { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' } })
  const url = new URL(request.url)
  if (url.host !== 'rushes') return refused(403, 'This address is not one that Rushes answers to.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refused(405, 'Only GET is supported.')
  try {
    const inside = await realpath(folder)
    const file = await realpath(join(folder, url.pathname === '/' ? 'index.html' : decodeURIComponent(url.pathname)))
    if (!file.startsWith(inside + sep)) return refused(404, 'Not found.')
    return new Response(request.method === 'HEAD' ? null : await readFile(file), {
      headers: {
        'Content-Type': windowFileType(file),
        'Content-Security-Policy': CONTENT_SECURITY_POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Cross-Origin-Opener-Policy': 'same-origin',
      },
    })
  } catch {
    return refused(404, 'Not found.') // No such file in the window's folder.
  }
}
