/**
 * Looks as files that ffmpeg reads: made once, named by what they hold, kept beside the derivatives.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Look } from '../../../shared/model/colour.ts'
import { canonicalJson } from '../../../shared/util/canonical-json.ts'
import { applyCdl } from '../domain/colour/cdl.ts'
import { displayCurves, inLog } from '../domain/colour/display.ts'
import { LOG_CURVES } from '../domain/colour/log-curves.ts'
import { BAKED_SIZE, bakeSlice } from '../domain/colour/lut.ts'
import type { Triple } from '../domain/colour/primaries.ts'
import { cubeHead, cubeLines, writeCurves } from '../domain/colour/lut-file.ts'
import type { LookTables } from './recipes/colour-lut.ts'

/** Raise it when a conversion changes: its tables are made anew under other names. */
const TABLES_VERSION = 1

/** Where the tables of a look lie in a folder, whether they are made yet or not. */
export function tablesIn(folder: string, look: Look): LookTables {
  const name = `look-${createHash('sha256')
    .update(`${TABLES_VERSION} ${canonicalJson(look)}`)
    .digest('hex')
    .slice(0, 16)}`
  return {
    cube: join(folder, `${name}.cube`),
    curves: look.curve === null ? null : join(folder, `${name}.curves.cube`),
    reference: look.curve === null ? 'signal' : LOG_CURVES[look.curve].reference,
  }
}

/** Makes the tables of a look that are not there. Throws what the file system throws. */
export async function writeTables(folder: string, look: Look): Promise<void> {
  const { cube, curves } = tablesIn(folder, look)
  const missing = await Promise.all([cube, ...(curves === null ? [] : [curves])].map(isMissing))
  if (!missing.includes(true)) return
  await mkdir(folder, { recursive: true })
  const { curve } = look
  await put(cube, async (file) => {
    const graded = gradedLook(look)
    await file.write(cubeHead(BAKED_SIZE, 'Rushes'))
    // A second of arithmetic in all: slice by slice, so that nobody waits for more than one of them.
    for (let blue = 0; blue < BAKED_SIZE; blue += 1) await file.write(cubeLines(bakeSlice(graded, blue)))
  })
  if (curves !== null && curve !== null)
    await put(curves, async (file) => {
      await file.write(writeCurves(displayCurves(curve), 'Rushes'))
    })
}

/** The list grades what the camera recorded, before it is converted: both are one cube. */
function gradedLook({ curve, cdl }: Look): (colour: Triple) => Triple {
  const convert = curve === null ? (colour: Triple): Triple => colour : inLog(curve)
  return cdl === null ? convert : (colour) => convert(applyCdl(cdl, colour))
}

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
