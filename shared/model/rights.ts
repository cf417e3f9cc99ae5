/**
 * The rights that a caller may hold. Each procedure of the contract declares the one it needs.
 */
export const RIGHTS = ['view', 'review', 'edit', 'admin', 'shell'] as const

/**
 * `view` reads the catalogue and its media · `review` rates clips and writes notes · `edit` changes what is known of
 * clips, copies, verifies and repairs files · `admin` changes settings, remotes, backups and the machine · `shell` is
 * for the desktop app alone.
 */
export type Right = (typeof RIGHTS)[number]
