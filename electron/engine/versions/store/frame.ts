/**
 * One chunk, packed and unpacked. What comes out is what went in, or an error: a chunk is its SHA-256.
 */
import { createHash } from 'node:crypto'
import { RushesError } from '../../../../shared/model/errors.ts'
import { unsqueeze } from '../../chunks/squeeze.ts'

/** The name of a chunk: SHA-256 of its bytes. */
export function chunkHash(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** Unpacks a frame to its chunk of `bytes` length. Throws `version.damaged` unless it is what it is named. */
export function openFrame(frame: Buffer, bytes: number, hash: Buffer): Buffer {
  const chunk = frame.length === bytes ? frame : unsqueeze(frame, bytes)
  if (chunk?.length !== bytes || !chunkHash(chunk).equals(hash)) throw damaged()
  return chunk
}

function damaged(): RushesError {
  return new RushesError(
    'version.damaged',
    'A kept version is damaged on the library’s drive and was not restored. Look for another copy of it, and check the drive.',
  )
}
