/**
 * LUT files of tests.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bake, type Look } from '../../electron/engine/domain/colour/lut.ts'
import { writeCube } from '../../electron/engine/domain/colour/lut-file.ts'

/** Writes a cube; returns its path. */
export function lutFile(folder: string, name: string, look: Look, size = 9): string {
  const path = join(folder, name)
  writeFileSync(path, writeCube(bake(look, size), name))
  return path
}

/** Turns a picture round: what comes of it is told from any other. */
export const NEGATIVE: Look = ([r, g, b]) => [1 - r, 1 - g, 1 - b]
