/**
 * Drives: which there are, what they are called, and how they leave.
 */
import { isAtOrBelow } from '../domain/volumes/at-or-below.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import type { Volume } from '../../../shared/model/work.ts'
import type { EngineContext } from '../context.ts'
import { readVolumes } from '../db/volumes/volumes.ts'
import { connectedDrives } from '../domain/volumes/connected-drives.ts'
import type { VolumeIdentity } from '../domain/volumes/volume.ts'
import { ejectVolume, type EjectTarget } from '../volumes/eject.ts'
import { runCommand } from './commands.ts'
import type { Builder } from './implement.ts'

export interface VolumeServiceDeps {
  readonly offloads: () => readonly Offload[]
  /** Lets go of a drive: resolves when no watcher, scan or work of ours holds anything on it. */
  readonly release: (volume: { readonly id: string; readonly mountPoint: string }) => Promise<void>
  /** Takes up again what was let go, on a drive that could not be ejected. */
  readonly resume: (volume: { readonly id: string; readonly mountPoint: string }) => void
  /** Looks at the drives now. */
  readonly look: () => Promise<void>
  /** What is mounted, as it was last seen. */
  readonly seen: () => readonly VolumeIdentity[]
}

/** Implements `volumes`. */
export function volumeServices(os: Builder, context: EngineContext, deps: VolumeServiceDeps) {
  return os.volumes.router({
    list: os.volumes.list.handler(() => readVolumes(context.library.reader)),
    connected: os.volumes.connected.handler(() => connectedDrives(deps.seen(), readVolumes(context.library.reader))),
    rename: os.volumes.rename.handler(({ input }) =>
      runCommand(
        context,
        input.opId,
        'Name drive',
        ['volumes', 'assets'],
        [{ entity: 'volume', entityId: input.id, field: 'label', value: input.label }],
        {},
      ),
    ),
    eject: os.volumes.eject.handler(({ input }) => eject(context, deps, input.id)),
  })
}

/**
 * Throws `not_found` for a drive that is not known, `volume.busy` while an offload or another program uses it, and
 * `usage` for the drive that the system or the library is on.
 */
async function eject(
  context: EngineContext,
  deps: VolumeServiceDeps,
  id: string,
): Promise<{ released: boolean; ejected: boolean; message: string }> {
  const volume = readVolumes(context.library.reader).find((one) => one.id === id)
  if (volume === undefined)
    throw new RushesError('not_found', 'That drive is not in this library. List the drives with: rushes drives', { id })
  const { mountPoint, label } = volume
  if (!volume.online || mountPoint === null)
    return { released: true, ejected: true, message: `${label} is not connected: there is nothing to eject.` }
  refuseOwn(context, { mountPoint, label, kind: volume.kind })
  const busy = deps.offloads().find((offload) => uses(offload, mountPoint))
  if (busy !== undefined) {
    throw new RushesError(
      'volume.busy',
      `${label} can't be ejected: the offload of ${busy.name} uses it. Let it finish, or stop it; a stopped offload can be resumed.`,
      { volume: label, offload: busy.id },
    )
  }
  return {
    released: true,
    ejected: true,
    message: await suspendAndEject(context, deps, { id, mountPoint, label, kind: volume.kind }),
  }
}

/**
 * Lets go of a drive and ejects it, at the end of an offload; it may be one that the library does not know.
 * Throws as `volumes.eject` does.
 */
export function ejectAfterOffload(
  context: EngineContext,
  deps: Omit<VolumeServiceDeps, 'offloads'>,
  target: EjectTarget,
): Promise<string> {
  const known = readVolumes(context.library.reader).find((one) => one.mountPoint === target.mountPoint)
  refuseOwn(context, target)
  return suspendAndEject(context, deps, { ...target, id: known?.id ?? '' })
}

/** The system's drive and the library's own stay. */
function refuseOwn(context: EngineContext, { mountPoint, label }: EjectTarget): void {
  if (mountPoint === '/' || /^c:\\?$/i.test(mountPoint))
    throw new RushesError('usage', `${label} is the drive that this computer runs from.`, { volume: label })
  if (isAtOrBelow(context.library.folder.path, mountPoint)) {
    throw new RushesError(
      'usage',
      `${label} holds this library itself, so it can't be ejected while the library is open.`,
      { volume: label },
    )
  }
}

async function suspendAndEject(
  context: EngineContext,
  deps: Omit<VolumeServiceDeps, 'offloads'>,
  volume: EjectTarget & { readonly id: string },
): Promise<string> {
  await deps.release(volume)
  try {
    const { message } = await ejectVolume(volume)
    context.log.info({ volume: volume.label }, 'drive ejected')
    return message
  } catch (error) {
    deps.resume(volume)
    throw error
  } finally {
    await deps.look()
  }
}

function uses(offload: Offload, mountPoint: Exclude<Volume['mountPoint'], null>): boolean {
  return [...offload.sources, ...offload.destinations.map((one) => one.path)].some((path) =>
    isAtOrBelow(path, mountPoint),
  )
}
