/**
 * Stills: one frame of a clip, saved into a folder of a person.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { SavedFormat } from '../../../shared/model/stills.ts'
import { visible } from '../../../shared/util/visible.ts'
import type { EngineBase } from '../app/base.ts'
import { defineModule } from '../app/compose.ts'
import type { EngineContext } from '../context.ts'
import { readFrameContents } from '../db/catalogue/frame-contents.ts'
import { readablePaths } from '../db/catalogue/contents.ts'
import { editSource, type EditSource } from '../db/catalogue/edit-sources.ts'
import { lookOf } from '../db/catalogue/looks.ts'
import type { Frames } from '../domain/media/frames.ts'
import { stemOf } from '../domain/edit-proxies/place.ts'
import { pictureOf } from '../domain/media/picture.ts'
import { stillName } from '../domain/stills/still-name.ts'
import { folderFault } from '../edit-proxies/into-folder.ts'
import { needFolder } from '../files/need-folder.ts'
import { openFolder } from '../files/folder.ts'
import type { TextAliases } from '../files/text-alias.ts'
import { writeNewFile } from '../files/write-file.ts'
import { firstThere } from '../ingest/first-there.ts'
import { readShown } from '../jobs/shown.ts'
import { recordingHere } from '../jobs/recording-here.ts'
import type { LoadLook } from '../luts/load-look.ts'
import { makeDerivative } from '../media/derive.ts'
import { probeFile } from '../media/probe.ts'
import type { MediaService } from '../media/service.ts'
import { placeToWrite } from '../volumes/chosen-folder.ts'
import { keepUntouched } from '../volumes/keep-untouched.ts'

interface StillParts {
  readonly media: MediaService
  readonly aliases: TextAliases
  readonly loadLook: LoadLook
}

interface Wish {
  readonly assetId: string
  readonly frame: number
  readonly format: SavedFormat
}

/** A frame as bytes, and what its name is made of. */
interface Taken {
  readonly bytes: Uint8Array
  readonly name: Parameters<typeof stillName>[0]
}

export const stillModule = defineModule(
  'stills',
  ({ context, media, aliases, loadLook, services }: EngineBase & StillParts) => {
    const { reader } = context.library

    services.add((os) => ({
      stills: os.stills.router({
        save: os.stills.save.handler(async ({ input }) => {
          await needFolder(input.to)
          await placeToWrite(context, input.to, { purpose: 'takes no stills', what: 'the still' })
          await keepUntouched(reader, input.to, 'the still')
          const { bytes, name } = await take(input)
          const file = stillName(name, input.format)
          const path = join(input.to, file)
          if (!(await put(input.to, file, bytes)))
            throw new RushesError(
              'destination.conflict',
              `${visible(path)} is there already, and nothing is written over. Move it away, or choose another folder.`,
              { path },
            )
          return { path, bytes: bytes.length }
        }),
      }),
    }))

    async function take(wish: Wish): Promise<Taken> {
      const source = editSource(reader, wish.assetId)
      if (source === undefined)
        throw new RushesError('not_found', 'There is no file of this clip that could be read. Connect its drive.')
      const frames = readFrameContents(reader, wish.assetId)
      return frames === null ? await fromClip(source, wish) : await fromSequence(source, frames, wish)
    }

    async function fromClip(source: EditSource, { assetId, frame, format }: Wish): Promise<Taken> {
      if (format === 'exr') throw noExr(source.name)
      const here = await recordingHere(reader, source.contentId, { isSuspended: () => false })
      if (here === undefined) throw away(source)
      const { probe } = here
      if (!probe.ok) throw new RushesError('media.unsupported', probe.reason)
      if (format === 'tiff' && readShown(reader, source.contentId)?.standIn != null)
        throw new RushesError(
          'media.unsupported',
          'A TIFF has the values as recorded, and only the maker’s software decodes those. Choose PNG.',
        )
      const count = probe.kind === 'still' ? 1 : probe.durationFrames
      if (count !== null && frame >= count)
        throw new RushesError('usage', `${source.name} has ${count} frames: the last one is ${count - 1}.`)
      const input = { input: aliases.of(here.input), pieces: here.pieces.map(aliases.of), probe }
      return {
        bytes: await picture(context, media, { ...input, loadLook, assetId, frame, format }),
        name: {
          stem: stemOf(source.path),
          frame,
          rate: probe.rate,
          startFrame: probe.start?.frames ?? null,
          dropFrame: probe.start?.dropFrame ?? false,
        },
      }
    }

    /** Frames of a sequence are files: an EXR is given as it lies there. */
    async function fromSequence(
      source: EditSource,
      { frames, contentIds }: { readonly frames: Frames; readonly contentIds: readonly (string | null)[] },
      { assetId, frame, format }: Wish,
    ): Promise<Taken> {
      const contentId = contentIds[frame - frames.first]
      if (contentId == null)
        throw new RushesError(
          'usage',
          frame < frames.first || frame > frames.last
            ? `${source.name} has the frames ${frames.first} to ${frames.last}.`
            : `Frame ${frame} of ${source.name} is missing.`,
        )
      const path = await firstThere(readablePaths(reader, contentId))
      if (path === undefined) throw away(source)
      const name = {
        stem: stemOf(source.path).replace(/[._-]?\d+$/, ''),
        frame,
        rate: null,
        startFrame: null,
        dropFrame: false,
      }
      if (format !== 'exr') {
        const probe = await probeFile(aliases.of(path), await media.context())
        if (!probe.ok) throw new RushesError('media.unsupported', probe.reason)
        const input = { input: aliases.of(path), pieces: [], probe }
        return { name, bytes: await picture(context, media, { ...input, loadLook, assetId, frame: 0, format }) }
      }
      if (!/\.exr$/i.test(path)) throw noExr(source.name)
      return { name, bytes: await readFile(aliases.of(path)) }
    }

    return { part: null }
  },
)

const noExr = (name: string): RushesError =>
  new RushesError(
    'usage',
    `${name} is no sequence of EXR files, and nothing else holds what an EXR promises. Choose TIFF: it has the values as recorded.`,
  )

const away = ({ volumeLabel }: EditSource): RushesError =>
  new RushesError('not_found', `The frame is on ${volumeLabel}, which is away. Connect it.`)

/** Makes the picture in a folder of its own within the library, and reads it. */
async function picture(
  context: EngineContext,
  media: MediaService,
  request: Omit<Parameters<typeof makeDerivative>[0], 'recipe' | 'outDir'> & Wish,
): Promise<Uint8Array> {
  const { derivatives } = context.library.folder
  const { assetId, frame, format } = request
  const look = format === 'png' ? lookOf(context.library.reader, assetId) : null
  const outDir = await mkdtemp(join(derivatives, 'still-'))
  try {
    const made = await makeDerivative(
      {
        ...request,
        recipe: 'still',
        params: { frame, format, ...(look === null ? {} : { look }) },
        outDir,
        tablesDir: join(derivatives, 'looks'),
      },
      await media.context(),
    )
    const read = await probeFile(made.path, await media.context())
    const found = read.ok ? pictureOf(read) : null
    if (found?.width !== made.width || found?.height !== made.height)
      throw new RushesError('media.failed', `${request.input}: The still can’t be read back. Try again.`, {
        input: request.input,
      })
    return await readFile(made.path)
  } finally {
    await rm(outDir, { recursive: true, force: true })
  }
}

async function put(to: string, file: string, bytes: Uint8Array): Promise<boolean> {
  try {
    const folder = await openFolder(to)
    return await writeNewFile(folder, file, bytes).finally(() => folder.close())
  } catch (error) {
    if (isRushesError(error)) throw error
    throw folderFault(error, to, [])
  }
}
