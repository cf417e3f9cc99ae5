/**
 * Any tree, sealed, is clean; any one thing done to it is what is found, and nothing else.
 */
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import { concerns, createScratch, readFiles, seal, verify, write } from './support.ts'

/** `npm run test:soak` runs more. */
const RUNS = Number(process.env['RUSHES_RUNS'] ?? 60)

const scratch = createScratch()
afterEach(() => {
  scratch.clear()
})

const NAMES = ['a', 'b.mov', 'Größe', 'Größe'.normalize('NFD'), '🎬', 'sp ace', 'x\ny', 'A', '-r', 'q\'"&<']
const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
/** Paths of which none is a folder of another. */
const paths = fc
  .uniqueArray(path, { minLength: 1, maxLength: 8 })
  .map((list) => list.filter((each) => !list.some((other) => other.startsWith(`${each}/`))))
const tree = paths.chain((list) =>
  fc.tuple(...list.map((each) => fc.tuple(fc.constant(each), fc.string({ maxLength: 12 })))),
)
const formats = fc.uniqueArray(fc.constantFrom(...HASH_FORMATS), { minLength: 1, maxLength: 3 })
const nested = fc.boolean()

/** What to do to the file at a path of a root; what must then be found, besides the file's own path. */
const MUTATIONS: Readonly<Record<string, (root: string, path: string) => string[]>> = {
  append: (root, file) => {
    appendFileSync(join(root, file), 'x')
    return [`mismatch ${file}`]
  },
  flip: (root, file) => {
    const bytes = readFileSync(join(root, file))
    writeFileSync(
      join(root, file),
      bytes.length === 0 ? 'x' : bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte)),
    )
    return [`mismatch ${file}`]
  },
  remove: (root, file) => {
    rmSync(join(root, file))
    return [`missing ${file}`]
  },
  rename: (root, file) => {
    renameSync(join(root, file), join(root, `${file}.renamed`))
    return [`extra ${file}.renamed`, `missing ${file}`]
  },
  add: (root, file) => {
    writeFileSync(join(root, `${file}.added`), 'new')
    return [`extra ${file}.added`]
  },
}

describe('a sealed tree', () => {
  it('is clean until something is done to it, which is then exactly what is found', async () => {
    await fc.assert(
      fc.asyncProperty(
        tree,
        formats,
        nested,
        fc.constantFrom(...Object.keys(MUTATIONS)),
        fc.nat(),
        async (files, taken, withNested, mutation, pick) => {
          const root = scratch.folder()
          write(root, Object.fromEntries(files))
          const folder = files
            .map(([each]) => each)
            .find((each) => each.includes('/'))
            ?.split('/')[0]
          await seal(root, {
            entries: await readFiles(root, taken),
            nested: withNested && folder !== undefined ? [folder] : [],
          })
          expect(await verify(root)).toMatchObject({ ok: true, findings: [], counts: { verified: files.length } })
          const [target] = files[pick % files.length] ?? ['']
          const expected = MUTATIONS[mutation]?.(root, target) ?? []
          expect(concerns(await verify(root, { dryRun: pick % 2 === 0 }))).toEqual(expected)
          expect(existsSync(join(root, 'ascmhl'))).toBe(true)
        },
      ),
      { numRuns: RUNS },
    )
  })
})
