/**
 * One chunk, packed and unpacked. What comes out is what went in, or an error: a chunk is its SHA-256.
 */
import { createHash } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { RushesError } from '../../../../shared/model/errors.ts'

/** Measured on XML-like text in chunks of 64 KiB: 3 packs 315 MB/s, 9 takes 72 MB/s and stores more, 15 stores 16 % less at 13 MB/s. */
const LEVEL = 3

/** The name of a chunk: SHA-256 of its bytes. */
export function chunkHash(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** Packs a chunk; it stays as it is where packing gains nothing. */
export function packFrame(bytes: Buffer): Buffer {
  const packed = zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } })
  return packed.length < bytes.length ? packed : bytes
}

/** Unpacks a frame to its chunk of `bytes` length. Throws `version.damaged` unless it is what it is named. */
export function openFrame(frame: Buffer, bytes: number, hash: Buffer): Buffer {
  let chunk: Buffer
  try {
    // Bounded: a damaged frame may claim any length.
    chunk = frame.length === bytes ? frame : zstdDecompressSync(frame, { maxOutputLength: bytes })
  } catch {
    throw damaged()
  }
  if (chunk.length !== bytes || !chunkHash(chunk).equals(hash)) throw damaged()
  return chunk
}

function damaged(): RushesError {
  return new RushesError('version.damaged', 'A kept version is damaged on the library’s drive and was not restored. Look for another copy of it, and check the drive.')
}
