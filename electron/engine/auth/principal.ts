/**
 * Who calls the engine, and with which rights. Pure: the hosts make principals from what a caller proves, `check.ts`
 * asks them.
 */
import type { Right } from '../../../shared/model/rights.ts'

/** The caller of a procedure. A host makes it when a connection opens; nothing that a client sends changes it. */
export interface Principal {
  readonly kind: 'person' | 'device' | 'token'
  /** What its notes are signed with. Null: the person of this library's computer, whom the settings name. */
  readonly name: string | null
  readonly rights: readonly Right[]
}

/** What each role may do. `shell` stands beside the others: it includes none of them, and none includes it. */
const INCLUDED: Readonly<Record<Right, readonly Right[]>> = {
  view: ['view'],
  review: ['view', 'review'],
  edit: ['view', 'review', 'edit'],
  admin: ['view', 'review', 'edit', 'admin'],
  shell: ['shell'],
}

/** All rights of these roles, each once. */
export function rightsOf(...roles: readonly Right[]): readonly Right[] {
  return [...new Set(roles.flatMap((role) => INCLUDED[role]))]
}

/** The person at the window or the command line, and whoever holds the link of `serve`. */
export const LOCAL_PERSON: Principal = { kind: 'person', name: null, rights: rightsOf('admin') }

/** The desktop app around the window. It acts for the person, so it holds that person's rights too. */
export const DESKTOP_APP: Principal = { kind: 'person', name: null, rights: rightsOf('admin', 'shell') }

/** The name that a caller's notes carry. `settingsAuthor` names the person of this library's computer. */
export function authorOf(caller: Principal, settingsAuthor: string): string {
  return caller.name ?? settingsAuthor
}
