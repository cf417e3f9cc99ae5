/**
 * Identifiers: UUIDv7, made offline, sortable by the time they were made (RFC 9562 §5.7).
 */
import { v7 } from 'uuid'

/** A new UUIDv7 as lower-case text with dashes. */
export function newId(): string {
  return v7()
}
