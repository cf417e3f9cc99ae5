/**
 * Edit proxies as a kind of media work: one clip, one file. It is made in a folder of its own beside its place, read
 * back, compared with the original, and only then given its name, which nothing had before.
 */
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { editJobSchema, type EditJob, type EditJobResult } from '../../../shared/model/edit-proxies.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { visible } from '../../../shared/util/visible.ts'
import type { EngineContext } from '../context.ts'
import { editSource, pieceSource, type EditSource } from '../db/catalogue/edit-sources.ts'
import { sequenceOfAsset } from '../db/catalogue/sequences.ts'
import { countSoundFiles, framesOfPieces, readRecording } from '../db/catalogue/pieces.ts'
import type { Lane } from '../domain/jobs/lanes.ts'
import type { LaidSound } from '../domain/edit-proxies/laid-sound.ts'
import { linkVerdicts } from '../domain/edit-proxies/links.ts'
import { stemOf } from '../domain/edit-proxies/place.ts'
import type { Folder } from '../files/folder.ts'
import { moveIntoPlace } from '../files/into-place.ts'
import type { JobEnd, JobHandler, JobOf, JobProgress } from '../jobs/handler.ts'
import type { MediaGroup, Prepared, Recording } from '../jobs/media-group.ts'
import { planRecipe } from '../media/plan.ts'
import { EDIT_PRIORITY } from '../media/recipes/edit-proxy.ts'
import { probeFile, type MediaContext } from '../media/probe.ts'
import { withExactCount } from './exact-count.ts'
import { folderFault, isFolder, openPlace, otherReel, sizeUnder, taken } from './into-folder.ts'
import { deviceAt, driveMissing } from '../volumes/target-drive.ts'
import { soundsToLay } from './laid-sounds.ts'
import { noteOf } from './made-with.ts'
import { createSealedBy } from './sealed.ts'
import { createTargetRoom } from './target-room.ts'

export const EDIT_PROXY = 'edit-proxy'

interface ProxyJobDeps {
  readonly group: MediaGroup
  readonly media: () => Promise<MediaContext>
  /** A path that a program can be given as text. */
  readonly asText: (path: string) => string
}

/** The lanes of one: a processor, and the drive that it reads. */
export function editLanes(volumeId: string | undefined): readonly Lane[] {
  return volumeId === undefined ? ['cpu'] : ['cpu', `volume:${volumeId}`]
}

/** Jobs of the kind `edit-proxy`. */
export function proxyJob(context: EngineContext, { group, media, asText }: ProxyJobDeps): JobHandler {
  const { reader } = context.library
  const room = createTargetRoom()

  const sourceOf = ({ assetId, piece }: EditJob): EditSource | undefined =>
    piece === undefined ? editSource(reader, assetId) : pieceSource(reader, assetId, piece)

  /** It waits for a full or pulled drive, and fails of all else. */
  async function unwritten(error: unknown, { job, base }: Pick<Place, 'job' | 'base'>): Promise<JobEnd> {
    const fault = isRushesError(error) ? error : folderFault(error, base, job.params.folders)
    return fault.code === 'disk.full' ? { state: 'held', because: await room.filled(job.id, base) } : failed(fault)
  }

  async function prepare(
    job: JobOf<EditJob>,
    recording: Recording,
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<Prepared | JobEnd> {
    const { params } = job
    if (params.refused !== undefined) return failed(new RushesError('destination.conflict', params.refused))
    const source = sourceOf(params)
    if (source === undefined || source.contentId !== recording.contentId)
      return failed(new RushesError('not_found', 'The clip is not in this library any more, or has other media now.'))
    if (recording.isStandIn)
      return failed(
        new RushesError(
          'media.unsupported',
          'No edit proxy can be made: only the maker’s software decodes the original.',
        ),
      )
    const base = params.to ?? source.mountPoint
    if (base === null || !(await isFolder(base)))
      return { state: 'held', because: `Waits for ${params.to ?? source.volumeLabel}: it is not there` }
    const missing = params.to === null ? null : await driveMissing(reader, base, params.drive ?? null)
    if (missing !== null) return { state: 'held', because: missing }
    const sealed = await createSealedBy()(base, params.folders)
    if (sealed !== null)
      return failed(new RushesError('destination.conflict', `${sealed} is sealed by a history. ${ELSEWHERE}`))
    const { sound } = params
    const sounds =
      sound === undefined ? { laid: [] } : await soundsToLay(reader, params.assetId, sound, asText, progress)
    if ('away' in sounds) return { state: 'held', because: `Waits for the drive that holds ${sounds.away}` }
    const laid = sounds.laid.map((one) => one.sound)
    const note = await noteOf(params.params, sounds.laid)
    try {
      const folder = await openPlace(base, params.folders)
      const ready = await into({ job, source, recording, base, folder, laid, note }, signal).catch(
        async (error: unknown) => {
          await folder.close()
          throw error
        },
      )
      if ('state' in ready) await folder.close()
      return ready
    } catch (error) {
      return await unwritten(error, { job, base })
    }
  }

  /** What lies there already is the end of it, where it is this proxy; else a place to work in is made. */
  async function into(place: Place, signal: AbortSignal): Promise<Prepared | JobEnd> {
    const { job, base, folder, laid } = place
    const { file, folders } = job.params
    const path = join(base, ...folders, file)
    const before = await sizeUnder(folder, file)
    if (before !== null) return await ended(place, path, { bytes: before, there: true }, signal)
    const full = await room.missing(job.id, base)
    if (full !== null) return { state: 'held', because: full }
    // By the handle: what the path leads to may be another drive's folder in a moment.
    const device = await deviceAt(folder.at('.'))
    const wentAway = async (): Promise<string | null> =>
      (await deviceAt(join(base, ...folders))) === device
        ? null
        : `Waits for ${job.params.drive?.label ?? visible(base)}: it was disconnected`
    // The name of the job stays over every try: what a crash left is found again, and removed.
    const work = join(base, ...folders, `.rushes-proxy-${job.id}`)
    await rm(work, { recursive: true, force: true })
    return {
      wish: { recipe: EDIT_PROXY, params: recipeParams(place), outDir: work },
      uses: [base, ...laid.map(({ path: sound }) => sound)],
      stopped: async (error) =>
        (await wentAway()) ?? (error.code === 'disk.full' ? await room.filled(job.id, base) : null),
      finish: async (made) => {
        const because = await wentAway()
        if (because !== null) return { state: 'held', because }
        try {
          if (!moveIntoPlace(join(work, basename(made.path)), path))
            return failed(taken(path, 'it came there while the proxy was made.'))
          await folder.sync()
          room.forget(job.id)
          return await ended(place, path, { bytes: made.bytes, there: false }, signal)
        } catch (error) {
          return await unwritten(error, place)
        }
      },
      close: async () => {
        await rm(work, { recursive: true, force: true })
        await folder.close()
      },
    }
  }

  /** Reads the proxy where it lies, and says what each editing system will do with it. */
  async function ended(
    place: Place,
    path: string,
    { bytes, there }: Pick<EditJobResult, 'bytes' | 'there'>,
    signal: AbortSignal,
  ): Promise<JobEnd> {
    const { job, source, recording } = place
    const { probe } = recording
    const { file, params } = job.params
    const tools = await media()
    const made = await probeFile(asText(path), tools, { signal })
    if (!made.ok) return failed(taken(path, made.reason))
    const wrong = there ? differs(probe, recipeParams(place), made, tools) : null
    // A good proxy, made before the clip's roll was given or changed.
    const onlyReel = wrong !== null && differs(probe, { ...recipeParams(place), reel: made.reel }, made, tools) === null
    if (onlyReel) return failed(otherReel(path, made.reel, params.reel ?? probe.reel))
    if (wrong !== null) return failed(taken(path, wrong))
    // Sound alone stands for no clip.
    const links =
      params.format === 'wav'
        ? []
        : linkVerdicts(
            {
              stem: stemOf(source.path),
              facts: await withExactCount(recording, tools, signal),
              files: framesOfPieces(
                reader,
                recording.contentId,
                recording.isOneFile ? [] : (readRecording(reader, recording.contentId)?.pieces ?? []),
              ),
              soundFiles: countSoundFiles(reader, recording.contentId),
            },
            { stem: stemOf(file), facts: made },
          )
    return { state: 'done', result: { path, bytes, there, links } satisfies EditJobResult }
  }

  return group.define<EditJob>({
    kind: EDIT_PROXY,
    parse: (params) => editJobSchema.parse(params),
    lanes: ({ params }) => editLanes(sourceOf(params)?.volumeId),
    priority: () => EDIT_PRIORITY,
    sequenceOf: ({ params }) => {
      if (params.piece !== undefined) return 'one-file'
      const sequence = sequenceOfAsset(reader, params.assetId)
      const rate = params.rate ?? sequence?.rate ?? null
      return sequence === undefined || rate === null ? null : { versionId: sequence.versionId, key: sequence.key, rate }
    },
    getReady: prepare,
  })
}

/** Where one job makes its file. */
interface Place {
  readonly job: JobOf<EditJob>
  readonly source: EditSource
  readonly recording: Recording
  readonly base: string
  readonly folder: Folder
  readonly laid: readonly LaidSound[]
  /** Of what is drawn and laid in. */
  readonly note: string | null
}

const recipeParams = ({ job, laid, note }: Place): object => ({
  ...job.params.params,
  ...(laid.length === 0 ? {} : { laid }),
  ...(note === null ? {} : { note }),
})

const ELSEWHERE = 'Choose a folder for proxies instead.'

const failed = (error: RushesError): JobEnd => ({ state: 'failed', error })

/** Why a file that lies there is not the proxy that would be made; null where it is. */
function differs(original: MediaFacts, params: object, made: MediaFacts, { tools }: MediaContext): string | null {
  const found = planRecipe(EDIT_PROXY, original, tools.capabilities, { params })
    .begin()
    .check({ damaged: false, probe: made })
  return 'wrong' in found ? found.wrong : null
}
