/**
 * For the shell around the window: where a derivative and the originals of clips lie. Its right is `shell`: a window
 * may not ask.
 */
import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { EngineContext } from '../context.ts'
import { readDerivative, readDerivativeWith } from '../db/catalogue/derivatives.ts'
import { readCopies } from '../db/catalogue/asset-detail.ts'
import type { CardPictures } from '../offload/results/card-pictures.ts'
import type { Builder } from './implement.ts'

/**
 * The file of a derivative, or undefined; with a hash of parameters, of what the same recipe made of the same content
 * with those. The path never leads out of the library's folder of derivatives. `gone` is told of one whose file somebody
 * removed.
 */
export function derivativeFile(
  context: EngineContext,
  id: string,
  paramsHash: string | undefined,
  gone: (id: string) => void,
): { path: string; mime: string; bytes: number } | undefined {
  const { reader } = context.library
  const row = paramsHash === undefined ? readDerivative(reader, id) : readDerivativeWith(reader, id, paramsHash)
  if (row === undefined) return undefined
  const folder = context.library.folder.derivatives
  const path = join(folder, row.path)
  if (!path.startsWith(folder + sep)) return undefined
  if (existsSync(path)) return { ...row, path }
  gone(id)
  return undefined
}

/** Implements `shell`. */
export function shellServices(
  os: Builder,
  context: EngineContext,
  pictures: Pick<CardPictures, 'find'>,
  gone: (id: string) => void,
) {
  return os.shell.router({
    derivative: os.shell.derivative.handler(({ input }) => {
      const file = pictures.find(input.id) ?? derivativeFile(context, input.id, input.params, gone)
      if (file === undefined)
        throw new RushesError('not_found', 'That picture or proxy is not in this library any more.')
      return file
    }),
    originals: os.shell.originals.handler(({ input }) => {
      const paths = input.ids.flatMap((id) =>
        readCopies(context.library.reader, id)
          .filter((copy) => copy.role === 'primary' && copy.state === 'present' && copy.verification !== 'failed')
          .slice(0, 1)
          .map((copy) => copy.path),
      )
      return { paths }
    }),
  })
}
