/**
 * A plan: packs and manifests that nothing needs any more and that go later. As long as it stands, no writer rests on
 * them.
 *
 *     binary object "RPLN" 1: number of packs (u32), their names (32 each) · number of keys (u32), each its length (u8) and text
 */
import { readObject, writeObject } from './binary.ts'
import { NAME_BYTES } from './secrets.ts'

export interface Plan {
  readonly packs: readonly Buffer[]
  /** Manifests and bundles. */
  readonly keys: readonly string[]
}

/** Writes a plan. */
export function writePlan({ packs, keys }: Plan): Buffer {
  const writer = writeObject('RPLN', 1)
  writer.u32(packs.length)
  for (const name of packs) writer.bytes(name)
  writer.u32(keys.length)
  for (const key of keys) {
    writer.u8(key.length)
    writer.bytes(Buffer.from(key, 'latin1'))
  }
  return writer.end()
}

/** Reads a plan. Throws `remote.damaged`. */
export function readPlan(object: Uint8Array): Plan {
  const reader = readObject(object, 'RPLN', 1, 'A plan of what is to be removed')
  const packs: Buffer[] = []
  for (let left = reader.count(NAME_BYTES); left > 0; left -= 1) packs.push(reader.bytes(NAME_BYTES))
  const keys: string[] = []
  for (let left = reader.count(1); left > 0; left -= 1) keys.push(reader.bytes(reader.u8()).toString('latin1'))
  reader.end()
  return { packs, keys }
}
