/**
 * Edit proxies as a kind of job: one clip, one file. It is made in a folder of its own beside its place, read back,
 * compared with the original, and only then given its name, which nothing had before.
 */
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { editJobSchema, type EditJob, type EditJobResult } from '../../../shared/model/edit-proxies.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import type { EngineContext } from '../context.ts'
import { editSource, type EditSource } from '../db/catalogue/edit-sources.ts'
import { readRecording } from '../db/catalogue/pieces.ts'
import type { Lane } from '../domain/jobs/lanes.ts'
import { linkVerdicts } from '../domain/edit-proxies/links.ts'
import { stemOf } from '../domain/edit-proxies/place.ts'
import type { Folder } from '../files/folder.ts'
import { moveIntoPlace } from '../files/into-place.ts'
import { recordingHere } from '../jobs/recording-here.ts'
import { defineJob, type JobEnd, type JobHandler, type JobOf, type JobProgress } from '../jobs/handler.ts'
import { makeDerivative } from '../media/derive.ts'
import { planRecipe } from '../media/plan.ts'
import { EDIT_PRIORITY } from '../media/recipes/edit-proxy.ts'
import { probeFile, type MediaContext } from '../media/probe.ts'
import { folderFault, inPlace, isFolder, sizeUnder, taken } from './into-folder.ts'
import type { LaidSound } from '../domain/edit-proxies/laid-sound.ts'
import { soundsToLay } from './laid-sounds.ts'
import { sealedBy } from './sealed.ts'

export const EDIT_PROXY = 'edit-proxy'

interface ProxyJobDeps {
  readonly media: () => Promise<MediaContext>
  /** A path that a program can be given as text. */
  readonly asText: (path: string) => string
}

/** The lanes of one: a processor, and the drive that it reads. */
export function editLanes(volumeId: string | undefined): readonly Lane[] {
  return volumeId === undefined ? ['cpu'] : ['cpu', `volume:${volumeId}`]
}

/** What is read for a proxy. */
interface Reading {
  readonly source: EditSource
  readonly input: string
  readonly pieces: readonly string[]
  readonly probe: MediaFacts
  readonly laid: readonly LaidSound[]
}

/** Jobs of the kind `edit-proxy`. */
export function proxyJob(context: EngineContext, { media, asText }: ProxyJobDeps): JobHandler {
  const { reader } = context.library

  async function reading({ assetId, sound }: EditJob, progress: JobProgress): Promise<Reading | JobEnd> {
    const source = editSource(reader, assetId)
    const recording = source === undefined ? undefined : readRecording(reader, source.contentId)
    if (source === undefined || recording === undefined || !recording.probe.ok)
      return failed(new RushesError('not_found', 'The clip is not in this library any more, or was never looked into.'))
    const here = await recordingHere(reader, source.contentId, progress)
    if (here === undefined) return { state: 'held', because: `Waits for ${source.volumeLabel}: it holds this clip` }
    const sounds = sound === undefined ? { laid: [] } : await soundsToLay(reader, assetId, sound, asText, progress)
    if ('away' in sounds) return { state: 'held', because: `Waits for the drive that holds ${sounds.away}` }
    return { source, input: here.input, pieces: here.pieces, probe: recording.probe, laid: sounds.laid }
  }

  async function run(job: JobOf<EditJob>, signal: AbortSignal, progress: JobProgress): Promise<JobEnd> {
    const { params } = job
    const found = await reading(params, progress)
    if ('state' in found) return found
    const base = params.to ?? found.source.mountPoint
    if (base === null || !(await isFolder(base)))
      return { state: 'held', because: `Waits for ${params.to ?? found.source.volumeLabel}: it is not there` }
    progress.uses([found.input, ...found.pieces, ...found.laid.map(({ path }) => path), base])
    const sealed = params.to === null ? await sealedBy(base, params.folders) : null
    if (sealed !== null)
      return failed(new RushesError('destination.conflict', `${sealed} is sealed by a history. ${ELSEWHERE}`))
    try {
      return await inPlace(base, params.folders, (folder) => make({ job, found, base, folder }, signal, progress))
    } catch (error) {
      if (isRushesError(error)) throw error
      return failed(folderFault(error, base, params.folders))
    }
  }

  async function make(
    { job, found, base, folder }: Place,
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<JobEnd> {
    const { params } = job
    const { source, probe, laid } = found
    const recipeParams = laid.length === 0 ? params.params : { ...params.params, laid }
    const [inFolder, tools] = [join(base, ...params.folders), await media()]
    const path = join(inFolder, params.file)
    const done = async (there: boolean, bytes: number): Promise<JobEnd> => {
      const made = await probeFile(asText(path), tools, { signal })
      if (!made.ok) return failed(taken(path, made.reason))
      const wrong = there ? differs(probe, recipeParams, made, tools) : null
      if (wrong !== null) return failed(taken(path, wrong))
      const links = linkVerdicts(
        { stem: stemOf(source.path), facts: probe },
        { stem: stemOf(params.file), facts: made },
      )
      return { state: 'done', result: { path, bytes, there, links } satisfies EditJobResult }
    }
    const before = await sizeUnder(folder, params.file)
    if (before !== null) return await done(true, before)
    // The name of the job stays over every try: what a crash left is found again, and removed.
    const work = join(inFolder, `.rushes-proxy-${job.id}`)
    await rm(work, { recursive: true, force: true })
    try {
      const made = await makeDerivative(
        {
          recipe: EDIT_PROXY,
          params: recipeParams,
          probe,
          outDir: work,
          signal,
          input: asText(found.input),
          pieces: found.pieces.map(asText),
          onProgress: (share) => progress.tell({ done: share, total: 1, unit: 'share', at: path }),
        },
        tools,
      )
      if (!moveIntoPlace(join(work, basename(made.path)), path))
        return failed(taken(path, 'it came there while the proxy was made.'))
      await folder.sync()
      return await done(false, made.bytes)
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  }

  return defineJob<EditJob>({
    kind: EDIT_PROXY,
    parse: (params) => editJobSchema.parse(params),
    lanes: ({ params }) => editLanes(editSource(reader, params.assetId)?.volumeId),
    priority: () => EDIT_PRIORITY,
    run,
  })
}

/** Where one job makes its file. */
interface Place {
  readonly job: JobOf<EditJob>
  readonly found: Reading
  readonly base: string
  readonly folder: Folder
}

const ELSEWHERE = 'Choose a folder for proxies instead.'

const failed = (error: RushesError): JobEnd => ({ state: 'failed', error })

/** Why a file that lies there is not the proxy that would be made; null where it is. */
function differs(original: MediaFacts, params: object, made: MediaFacts, { tools }: MediaContext): string | null {
  const found = planRecipe(EDIT_PROXY, original, tools.capabilities, { params })
    .begin()
    .check({ damaged: false, probe: made })
  return 'wrong' in found ? found.wrong : null
}
