/**
 * Who talks to the engine over HTTP: the holder of the token, from an address that is really ours, and as whom.
 */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { DESKTOP_APP, LOCAL_PERSON, type Principal } from '../engine/auth/principal.ts'

export interface SessionRules {
  readonly token: string
  /** The desktop app's own secret: never in a link, a cookie or a page. */
  readonly shellSecret: string
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

/** The header that carries the shell's secret. A page can't set headers on a WebSocket. */
export const SHELL_HEADER = 'x-rushes-shell'
/** By this one an older desktop app claims to be the shell without proof. */
const OLD_SHELL_HEADER = 'x-rushes-role'

/**
 * Who sends a request; null for who has no token. A caller who claims to be the shell and can't prove it is refused and
 * not served as a person: the desktop app would take that line for one with its rights.
 */
export function principalOf(request: IncomingMessage, rules: SessionRules): Principal | null {
  if (!hasToken(request, rules)) return null
  const secret = request.headers[SHELL_HEADER]
  if (secret === undefined && request.headers[OLD_SHELL_HEADER] === undefined) return LOCAL_PERSON
  return typeof secret === 'string' && sameToken(secret, rules.shellSecret) ? DESKTOP_APP : null
}

/** True when the request carries the token: in the Authorization header, or in this port's cookie. */
function hasToken(request: IncomingMessage, rules: SessionRules): boolean {
  const header = request.headers.authorization ?? ''
  const bearer = header.startsWith('Bearer ') ? header.slice('Bearer '.length) : null
  return sameToken(bearer, rules.token) || sameToken(cookieOf(request, cookieName(rules.port)), rules.token)
}

/** Cookies know no ports, so each engine's has its port in the name. */
function cookieName(port: number): string {
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
