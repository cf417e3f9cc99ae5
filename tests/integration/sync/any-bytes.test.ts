/** Whatever is sent, in whatever order and however often it is cut off: what comes is what went. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import type { ObjectStore } from '../../../electron/engine/sync/stores/store.ts'
import { repositoryAt, startDevice } from '../../helpers/byte-sync.ts'

const go = new AbortController().signal

/** Files that share pieces with one another, as versions of a project do. */
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc
    .record({ byte: fc.nat(255), length: fc.nat(200_000) })
    .map(({ byte, length }) => new Uint8Array(length).fill(byte)),
)
const world = fc.record({
  pieces: fc.array(piece, { minLength: 1, maxLength: 5 }),
  files: fc.array(
    fc.record({
      of: fc.array(fc.nat(4), { maxLength: 8 }),
      cargo: fc.constantFrom('originals' as const, 'documents' as const, 'posters' as const),
      device: fc.nat(1),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  /** After how many writes of objects a device's line breaks, again and again. */
  cuts: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 }),
  isEncrypted: fc.boolean(),
})

describe('any bytes', { timeout: 3_600_000 }, () => {
  it('come back from a store that several devices fill, on lines that break', async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ pieces, files, cuts, isEncrypted }) => {
        const store = createMemoryStore()
        // The passphrase's cost is for people; the key alone does here.
        const repository = await repositoryAt(store, null)
        const opened = isEncrypted
          ? {
              ...repository,
              secrets: {
                ...repository.secrets,
                sealing: { objects: new Uint8Array(32).fill(1), frames: new Uint8Array(32).fill(2) },
              },
            }
          : repository
        const left = [...cuts]
        let broke = 0
        let until = left.shift() ?? Infinity
        const breaking: ObjectStore = {
          ...store,
          put: async (key, bytes, options) => {
            until -= 1
            if (until < 0) {
              until = left.shift() ?? Infinity
              broke += 1
              throw Object.assign(new Error('the line broke'), { name: 'AbortError' })
            }
            return store.put(key, bytes, options)
          },
        }
        using one = await startDevice(breaking, { repository: opened, threads: 1 })
        using other = await startDevice(breaking, { repository: opened, threads: 2 })
        const devices = [one, other]
        const written = files.map(({ of, cargo, device }, index) => ({
          at: devices[device]!,
          content: devices[device]!.write(
            `file${index}`,
            Buffer.concat(of.map((which) => pieces[which % pieces.length]!)),
            cargo,
          ),
        }))
        for (const device of devices) {
          await device.sync.enqueue(written.filter(({ at }) => at === device).map(({ content }) => content))
          for (let done = false; !done;) {
            const before = broke
            try {
              await device.sync.run(go)
              done = true
            } catch (error) {
              // Only a line that broke is a reason, and it breaks so often and no more.
              if (broke === before) throw error
            }
          }
        }
        for (const { at, content } of written) {
          const reader = at === one ? other : one
          await reader.sync.fetch(content, reader.path(`${content.contentId}-back`), { signal: go })
          expect(reader.read(`${content.contentId}-back`).equals(at.read(content.contentId))).toBe(true)
        }
        expect((await one.sync.verifyRemote({ depth: 'full', repair: false }, go)).problems).toEqual([])
      }),
      { numRuns: Number(process.env['RUSHES_RUNS'] ?? 15) },
    )
  })
})
