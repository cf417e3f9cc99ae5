/**
 * Who may talk to the engine over HTTP: the holder of the token, from an address that is really ours.
 */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface SessionRules {
  readonly token: string
  readonly port: number
  /** Host names by which the engine may be called; the loopback names are always among them. */
  readonly hosts: readonly string[]
}

/**
 * [Note: Host and Origin are checked] A page on the internet can make a browser call 127.0.0.1, and by DNS rebinding
 * even with a name of its own. Such calls carry a foreign Host or Origin, and are refused before anything else.
 */
export function isOurAddress(request: IncomingMessage, rules: SessionRules): boolean {
  const names = ['127.0.0.1', 'localhost', '[::1]', ...rules.hosts].map((host) => `${host}:${rules.port}`)
  const host = request.headers.host ?? ''
  if (!names.includes(host)) return false
  const origin = request.headers.origin
  return origin === undefined || names.some((name) => origin === `http://${name}`)
}

/** True when the request carries the token: in the Authorization header, or in this port's cookie. */
export function hasToken(request: IncomingMessage, rules: SessionRules): boolean {
  const header = request.headers.authorization ?? ''
  const bearer = header.startsWith('Bearer ') ? header.slice('Bearer '.length) : null
  return sameToken(bearer, rules.token) || sameToken(cookieOf(request, cookieName(rules.port)), rules.token)
}

/** Cookies know no ports, so each engine's has its port in the name. */
export function cookieName(port: number): string {
  return `rushes_${port}`
}

/** The cookie that keeps a page signed in: never for scripts, never sent along from another site. */
export function sessionCookie(rules: SessionRules): string {
  return `${cookieName(rules.port)}=${rules.token}; HttpOnly; SameSite=Strict; Path=/`
}

/** Compares without telling by time how much was right. */
export function sameToken(given: string | null, token: string): boolean {
  if (given === null) return false
  const a = Buffer.from(given)
  const b = Buffer.from(token)
  return a.length === b.length && timingSafeEqual(a, b)
}

function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=')
    if (key === name) return value.join('=')
  }
  return null
}
