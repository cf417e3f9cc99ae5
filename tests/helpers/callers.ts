/**
 * Callers of the engine in tests.
 */
import type { Right } from '../../shared/model/rights.ts'
import { LOCAL_PERSON, rightsOf, type Principal } from '../../electron/engine/auth/principal.ts'

/** The person of the library's computer: what a test's client is, unless the test is about rights. */
export const ADMIN: Principal = LOCAL_PERSON

/** A named person who holds these roles, or none. */
export function callerWith(name: string, ...roles: Right[]): Principal {
  return { kind: 'person', name, rights: rightsOf(...roles) }
}
