/**
 * Writing and reading the binary objects of a remote. All of them are
 *
 *     4 letters that say what it is · version (u8) · content · BLAKE3 of everything before it, 16 bytes
 *
 * Numbers are little-endian; `varint` is unsigned LEB128 of up to 53 bits. A reader trusts nothing: whatever does not
 * fit is `remote.damaged`, a version from the future is `remote.newer`.
 */
import { blake3 } from '@napi-rs/blake-hash'
import { RushesError } from '../../../../shared/model/errors.ts'

const CHECK_BYTES = 16

/** The failure of an object that is not what it should be. */
export function damagedObject(what: string): RushesError {
  return new RushesError(
    'remote.damaged',
    `${what} at the remote is damaged, or not from Rushes. It was not used; check the remote to have it repaired.`,
  )
}

interface Writer {
  u8(value: number): void
  u32(value: number): void
  u64(value: number): void
  varint(value: number): void
  bytes(value: Uint8Array): void
  /** The whole object with its check. */
  end(): Buffer
}

/** Begins an object. `letters` are four. */
export function writeObject(letters: string, version: number): Writer {
  let buffer = Buffer.allocUnsafe(4096)
  let at = 0
  const room = (bytes: number): void => {
    if (at + bytes <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes))
    buffer.copy(larger, 0, 0, at)
    buffer = larger
  }
  const writer: Writer = {
    u8(value) {
      room(1)
      at = buffer.writeUInt8(value, at)
    },
    u32(value) {
      room(4)
      at = buffer.writeUInt32LE(value, at)
    },
    u64(value) {
      room(8)
      at = buffer.writeBigUInt64LE(BigInt(value), at)
    },
    varint(value) {
      room(8)
      let rest = value
      for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) at = buffer.writeUInt8((rest % 0x80) | 0x80, at)
      at = buffer.writeUInt8(rest, at)
    },
    bytes(value) {
      room(value.length)
      buffer.set(value, at)
      at += value.length
    },
    end() {
      const content = buffer.subarray(0, at)
      return Buffer.concat([content, blake3(content).subarray(0, CHECK_BYTES)])
    },
  }
  writer.bytes(Buffer.from(letters, 'latin1'))
  writer.u8(version)
  return writer
}

export interface Reader {
  u8(): number
  u32(): number
  u64(): number
  varint(): number
  /** A view on the object's memory. */
  bytes(length: number): Buffer
  /**
   * A count of things that take at least `least` bytes each: one that can't fit is refused before memory is taken for
   * it.
   */
  count(least: number): number
  /** Throws unless everything has been read. */
  end(): void
}

/**
 * Begins reading an object. Throws `remote.damaged` for another one or a broken one, `remote.newer` for a later
 * version.
 */
export function readObject(object: Uint8Array, letters: string, version: number, what: string): Reader {
  const buffer = Buffer.from(object.buffer, object.byteOffset, object.byteLength)
  const size = buffer.length - CHECK_BYTES
  if (size < 5 || buffer.toString('latin1', 0, 4) !== letters) throw damagedObject(what)
  if (buffer[4]! > version)
    throw new RushesError(
      'remote.newer',
      `${what} at the remote was written by a newer Rushes. Update Rushes to read it; nothing was changed.`,
    )
  if (!blake3(buffer.subarray(0, size)).subarray(0, CHECK_BYTES).equals(buffer.subarray(size)))
    throw damagedObject(what)
  let at = 5
  const take = (bytes: number): number => {
    if (!(bytes <= size - at)) throw damagedObject(what)
    at += bytes
    return at - bytes
  }
  return {
    u8: () => buffer.readUInt8(take(1)),
    u32: () => buffer.readUInt32LE(take(4)),
    u64() {
      const value = buffer.readBigUInt64LE(take(8))
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damagedObject(what)
      return Number(value)
    },
    varint() {
      let value = 0
      for (let scale = 1; ; scale *= 0x80) {
        const byte = buffer.readUInt8(take(1))
        value += (byte & 0x7f) * scale
        if (scale > 2 ** 49 || value > Number.MAX_SAFE_INTEGER) throw damagedObject(what)
        if (byte < 0x80) return value
      }
    },
    bytes(length) {
      const from = take(length)
      return buffer.subarray(from, from + length)
    },
    count(least) {
      const count = buffer.readUInt32LE(take(4))
      if (count * least > size - at) throw damagedObject(what)
      return count
    },
    end() {
      if (at !== size) throw damagedObject(what)
    },
  }
}
