/**
 * The module of LUTs: their procedures, what reads them for looks, and whether their files are where they belong.
 */
import { stat } from 'node:fs/promises'
import type { EngineBase } from '../app/base.ts'
import { defineModule } from '../app/compose.ts'
import type { EngineContext } from '../context.ts'
import { noteLutFile } from '../db/catalogue/lut-files.ts'
import { readLutFiles } from '../db/entities/lut.ts'
import { lutHandlers } from './handlers.ts'
import { createLoadLook } from './load-look.ts'
import { lutPath } from './lut-files.ts'

export const lutModule = defineModule('loadLook', ({ context, services }: EngineBase) => {
  const loadLook = createLoadLook(context)
  services.add((os) => ({ luts: os.luts.router(lutHandlers(os, context, loadLook)) }))
  const looked = lookAtFiles(context).catch((error: unknown) => {
    context.log.warn({ err: error }, 'looking at the files of LUTs failed')
  })
  return { part: loadLook, close: () => looked }
})

/**
 * A catalogue that was brought back from a backup, or a folder that somebody tidied: which files are here is looked at
 * when the library opens. What they hold is checked whenever one is read.
 */
async function lookAtFiles({ library }: EngineContext): Promise<void> {
  if (library.onlyReading !== null) return
  for (const one of readLutFiles(library.reader)) {
    const here = await stat(lutPath(library.folder, one)).then(
      ({ size }) => size === one.bytes,
      () => false, // Not there: it comes by sync, or from whoever adds it again.
    )
    if (here !== one.here) noteLutFile(library.writer, one.hash, here, null)
  }
}
