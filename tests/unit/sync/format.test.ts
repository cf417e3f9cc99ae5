/** Objects of a remote: what is written is read back, and anything else is refused. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  contentRoot,
  readBundle,
  readManifest,
  writeBundle,
  writeManifest,
  type Manifest,
} from '../../../electron/engine/sync/format/manifest.ts'
import {
  frameOverhead,
  packTail,
  PACK_HEAD,
  readFrame,
  readPackContents,
  writeFrame,
} from '../../../electron/engine/sync/format/pack.ts'
import { readIndex, writeIndex, type IndexedPack } from '../../../electron/engine/sync/format/pack-index.ts'
import { openObject, sealObject } from '../../../electron/engine/sync/format/seal.ts'
import { createNamer, repositorySecrets, type RepositorySecrets } from '../../../electron/engine/sync/format/secrets.ts'

const id = '01890000-0000-7000-8000-000000000001'
const plain = repositorySecrets(id, null)
const sealed = repositorySecrets(id, Buffer.alloc(32, 7)) as RepositorySecrets & {
  readonly sealing: NonNullable<RepositorySecrets['sealing']>
}
const damaged = expect.objectContaining({ code: 'remote.damaged' })
/** A changed bit may be that of the version: then it is refused as what a newer Rushes wrote. */
const refused = expect.objectContaining({ code: expect.stringMatching(/^remote\.(damaged|newer)$/) as string })

/** A bit of the object is another one. */
const flipped = (bytes: Buffer, at: number): Buffer => {
  const other = Buffer.from(bytes)
  other[Math.floor(at * other.length)]! ^= 1 << (Math.floor(at * 7919) % 8)
  return other
}

function packOf(secrets: RepositorySecrets, chunks: readonly Buffer[]): Buffer {
  const namer = createNamer(secrets)
  const frames = chunks.map((chunk) => Buffer.concat(writeFrame(secrets, namer.name(chunk), chunk, 'media')))
  return Buffer.concat([
    PACK_HEAD,
    ...frames,
    packTail(
      secrets,
      chunks.map((chunk, index) => ({ name: namer.name(chunk), stored: frames[index]!.length, bytes: chunk.length })),
    ),
  ])
}

describe.each([
  ['a plain', plain],
  ['an encrypted', sealed],
] as const)('%s library', (_, secrets) => {
  const namer = createNamer(secrets)

  it('gives back every chunk of a pack, from the pack alone', () => {
    const chunks = [Buffer.from('a'), randomBytes(70_000), Buffer.alloc(5000)]
    const pack = packOf(secrets, chunks)
    const found = readPackContents(secrets, pack)
    expect(
      found.map(({ name, offset, stored }) => readFrame(secrets, namer, name, pack.subarray(offset, offset + stored))),
    ).toEqual(chunks)
  })

  it('packs documents where that gains, and never media', () => {
    const text = Buffer.from('<clip name="A001C001"/>\n'.repeat(2000))
    const size = (of: 'media' | 'document', chunk: Buffer): number =>
      Buffer.concat(writeFrame(secrets, namer.name(chunk), chunk, of)).length
    expect(size('media', text)).toBe(text.length + frameOverhead(secrets))
    expect(size('document', text)).toBeLessThan(text.length / 10)
    expect(size('document', randomBytes(20_000))).toBe(20_000 + frameOverhead(secrets))
    const frame = Buffer.concat(writeFrame(secrets, namer.name(text), text, 'document'))
    expect(readFrame(secrets, namer, namer.name(text), frame).equals(text)).toBe(true)
  })

  it('refuses a frame with a changed bit, a cut one, and one of another chunk', () => {
    const chunk = randomBytes(3000)
    const frame = Buffer.concat(writeFrame(secrets, namer.name(chunk), chunk, 'media'))
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (at) => {
        expect(() => readFrame(secrets, namer, namer.name(chunk), flipped(frame, at))).toThrow(damaged)
        expect(() => readFrame(secrets, namer, namer.name(chunk), frame.subarray(0, at * frame.length))).toThrow(
          damaged,
        )
      }),
    )
    expect(() => readFrame(secrets, namer, namer.name(Buffer.from('other')), frame)).toThrow(damaged)
  })

  it('refuses what unpacks to more than it says', () => {
    const bomb = Buffer.concat(
      writeFrame(plain, createNamer(plain).name(Buffer.alloc(1 << 20)), Buffer.alloc(1 << 20), 'document'),
    )
    bomb.writeUInt32LE(10, 1)
    expect(() => readFrame(plain, createNamer(plain), createNamer(plain).name(Buffer.alloc(1 << 20)), bomb)).toThrow(
      damaged,
    )
  })

  it('refuses packs that were changed, or are any other bytes', () => {
    const pack = packOf(secrets, [randomBytes(100), randomBytes(200)])
    // Frames are verified when they are read; what the pack says of itself is verified here.
    const tail = 300 + 2 * frameOverhead(secrets) + PACK_HEAD.length
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (at) => {
        expect(() =>
          readPackContents(secrets, Buffer.concat([pack.subarray(0, tail), flipped(pack.subarray(tail), at)])),
        ).toThrow(refused)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => readPackContents(secrets, Buffer.from(bytes))).toThrow(damaged)
      }),
    )
  })
})

describe('manifests', () => {
  const namer = createNamer(plain)
  const overhead = frameOverhead(plain)
  const chunkArbitrary = fc.record({
    seed: fc.nat(),
    bytes: fc.integer({ min: 1, max: 2 << 20 }),
    packed: fc.boolean(),
    gap: fc.boolean(),
  })

  function manifest(parts: readonly { seed: number; bytes: number; packed: boolean; gap: boolean }[]): Manifest {
    let [pack, offset] = [namer.name(Buffer.from('pack 0')), 4]
    const chunks = parts.map(({ seed, bytes, packed, gap }, index) => {
      const stored = (packed ? Math.ceil(bytes / 3) : bytes) + overhead
      if (gap || offset + stored > 16 << 20) [pack, offset] = [namer.name(Buffer.from(`pack ${index}`)), 4]
      const chunk = { name: namer.name(Buffer.from(`chunk ${seed}`)), bytes, pack, offset, stored }
      offset += stored
      return chunk
    })
    const content = {
      contentClass: 'media' as const,
      bytes: parts.reduce((sum, one) => sum + one.bytes, 0),
      xxh128: '00112233445566778899aabbccddeeff',
    }
    return { ...content, root: contentRoot(namer, content, chunks), chunks }
  }

  it('say of which chunks a content is made, and where they lie', () => {
    fc.assert(
      fc.property(fc.array(chunkArbitrary, { maxLength: 60 }), (parts) => {
        const written = manifest(parts)
        expect(readManifest(writeManifest(written, overhead), namer, overhead)).toEqual(written)
      }),
    )
  })

  it('take at most 40 bytes a chunk', () => {
    const large = manifest(
      Array.from({ length: 4000 }, (_, seed) => ({ seed, bytes: 400_000 + seed * 37, packed: false, gap: false })),
    )
    expect(writeManifest(large, overhead).length / 4000).toBeLessThan(40)
  })

  it('come many in one object', () => {
    const several = [manifest([]), manifest([{ seed: 1, bytes: 5, packed: false, gap: false }])]
    expect(readBundle(writeBundle(several.map((one) => writeManifest(one, overhead))), namer, overhead)).toEqual(
      several,
    )
  })

  it('are refused with a changed bit, a wrong root, a missing chunk, or as any other bytes', () => {
    const written = manifest([
      { seed: 1, bytes: 5, packed: false, gap: false },
      { seed: 2, bytes: 50, packed: true, gap: false },
    ])
    const object = writeManifest(written, overhead)
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (at) => {
        expect(() => readManifest(flipped(object, at), namer, overhead)).toThrow(/at the remote/)
      }),
    )
    expect(() =>
      readManifest(writeManifest({ ...written, root: namer.name(Buffer.from('x')) }, overhead), namer, overhead),
    ).toThrow(damaged)
    expect(() =>
      readManifest(writeManifest({ ...written, chunks: written.chunks.slice(1) }, overhead), namer, overhead),
    ).toThrow(damaged)
    expect(() =>
      readManifest(writeManifest({ ...written, chunks: written.chunks.toReversed() }, overhead), namer, overhead),
    ).toThrow(damaged)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => readManifest(bytes, namer, overhead)).toThrow(damaged)
      }),
    )
  })

  it('of a later kind are left to a newer Rushes', () => {
    const object = writeManifest(manifest([]), overhead)
    object[4] = 2
    expect(() => readManifest(object, namer, overhead)).toThrow(expect.objectContaining({ code: 'remote.newer' }))
  })
})

describe('indexes', () => {
  const pack: IndexedPack = {
    name: randomBytes(32),
    bytes: 1000,
    chunks: [
      { name: randomBytes(32), offset: 4, stored: 105, bytes: 100 },
      { name: randomBytes(32), offset: 109, stored: 20, bytes: 90 },
    ],
  }

  it('say what lies in which pack', () => {
    expect(readIndex(writeIndex([pack, { ...pack, chunks: [] }]))).toEqual([pack, { ...pack, chunks: [] }])
  })

  it('are refused when they were changed, or speak of what can’t be', () => {
    const object = writeIndex([pack])
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (at) => {
        expect(() => readIndex(flipped(object, at))).toThrow(/at the remote/)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => readIndex(bytes)).toThrow(damaged)
      }),
    )
    expect(() => readIndex(writeIndex([{ ...pack, bytes: 50 }]))).toThrow(damaged)
    expect(() => readIndex(writeIndex([{ ...pack, bytes: 2 ** 32 - 1 }]))).toThrow(damaged)
    expect(() => readIndex(writeIndex([{ ...pack, chunks: [{ ...pack.chunks[0]!, bytes: 1 << 30 }] }]))).toThrow(
      damaged,
    )
  })
})

describe('a sealed object', () => {
  it('opens under its own name, in its own library, and nowhere else', () => {
    const object = sealObject(sealed, 'heads/a', Buffer.from('tip'))
    expect(openObject(sealed, 'heads/a', object).toString()).toBe('tip')
    expect(() => openObject(sealed, 'heads/b', object)).toThrow(damaged)
    const other = repositorySecrets('01890000-0000-7000-8000-000000000002', Buffer.alloc(32, 7)) as typeof sealed
    expect(() => openObject(other, 'heads/a', object)).toThrow(damaged)
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (at) => {
        expect(() => openObject(sealed, 'heads/a', flipped(object, at))).toThrow(damaged)
      }),
    )
  })

  it('tells its size in steps of 4 KiB, and is never sealed the same way twice', () => {
    const size = (bytes: number): number => sealObject(sealed, 'k', Buffer.alloc(bytes)).length
    expect(size(0)).toBe(size(4000))
    expect(size(5000) - size(0)).toBe(4096)
    expect(sealObject(sealed, 'k', Buffer.alloc(10)).equals(sealObject(sealed, 'k', Buffer.alloc(10)))).toBe(false)
  })
})
