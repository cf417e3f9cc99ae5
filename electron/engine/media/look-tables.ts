/**
 * Looks as files that ffmpeg reads: made once, named by what they hold, kept beside the derivatives.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Look } from '../../../shared/model/colour.ts'
import { canonicalJson } from '../../../shared/util/canonical-json.ts'
import { planLook, type LookPlan } from '../domain/colour/look-tables.ts'
import { bake, bakeSlice, type Curves, type Lut } from '../domain/colour/lut.ts'
import { cubeHead, cubeLines, writeCube, writeCurves } from '../domain/colour/lut-file.ts'
import type { LookTables } from './recipes/colour-lut.ts'

/** Raise it when a conversion changes: its tables are made anew under other names. */
const TABLES_VERSION = 1

/** A look with the LUT that it names; null for a look without one. */
export interface LoadedLook {
  readonly look: Look
  readonly lut: Lut | null
}

interface Planned {
  readonly plan: LookPlan
  readonly tables: LookTables
}

/** Where the tables of a look lie in a folder, whether they are made yet or not. */
function planned(folder: string, { look, lut }: LoadedLook): Planned {
  const plan = planLook(look, lut)
  const name = `look-${createHash('sha256')
    .update(`${TABLES_VERSION} ${canonicalJson(look)}`)
    .digest('hex')
    .slice(0, 16)}`
  const file = (has: unknown, ending: string): string | null => (has === null ? null : join(folder, `${name}${ending}`))
  return {
    plan,
    tables: {
      clip: file(plan.pre, '.clip.cube'),
      pre: file(plan.pre, '.pre.cube'),
      cube: file(plan.cube, '.cube'),
      curves: file(plan.post, '.curves.cube'),
      domain: plan.domain,
      reference: plan.reference,
    },
  }
}

/**
 * Makes the tables of a look that are not there, and says where all of them are. Throws what the file system throws.
 */
export async function writeTables(folder: string, loaded: LoadedLook): Promise<LookTables> {
  const {
    plan: { pre, cube, post },
    tables,
  } = planned(folder, loaded)
  await mkdir(folder, { recursive: true })
  const make = async (path: string | null | undefined, write: (file: FileHandle) => Promise<void>): Promise<void> => {
    if (path != null && (await isMissing(path))) await put(path, write)
  }
  const curvesTo =
    (curves: Curves | null) =>
    async (file: FileHandle): Promise<void> => {
      if (curves !== null) await file.write(writeCurves(curves, 'Rushes'))
    }
  await make(tables.clip, async (file) => {
    await file.write(writeCube(IDENTITY, 'Rushes'))
  })
  await make(tables.pre, curvesTo(pre))
  await make(tables.curves, curvesTo(post))
  await make(tables.cube, async (file) => {
    if (cube === null) return
    await file.write(cubeHead(cube.size, 'Rushes'))
    // A second of arithmetic in all: slice by slice, so that nobody waits for more than one of them.
    for (let blue = 0; blue < cube.size; blue += 1) await file.write(cubeLines(bakeSlice(cube.at, blue, cube.size)))
  })
  return tables
}

/** A cube that changes nothing but what lies outside of 0 to 1. */
const IDENTITY = bake((colour) => colour, 2)

async function isMissing(path: string): Promise<boolean> {
  return await stat(path).then(
    ({ size }) => size === 0,
    () => true, // Not there, or not to be read: it is made anew.
  )
}

async function put(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`
  try {
    const file = await open(temporary, 'wx')
    await write(file).finally(() => file.close())
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}
