/**
 * Who makes our generations.
 */
import type { Creator } from './model.ts'

/** This Rushes on this machine, with the person at it. */
export function creatorOf(hostname: string, toolVersion: string, author: string): Creator {
  return { hostname, tool: 'Rushes', toolVersion, ...(author === '' ? {} : { authors: [{ name: author }] }) }
}
