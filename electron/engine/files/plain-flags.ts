/**
 * Flags for opening files of drives and remotes that must be plain files.
 */
import { constants } from 'node:fs'

/**
 * For reading: no link is followed, and a pipe in the place of a file does not hold the thread until somebody writes to
 * it. Plain files are read as without them. Windows has neither.
 */
export const PLAIN_READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
