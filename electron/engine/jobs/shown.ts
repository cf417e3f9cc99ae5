/**
 * What a clip is shown by: its own media; or, where nothing here decodes that, the proxy that its camera made.
 */
import type { Probe } from '../../../shared/model/probe.ts'
import { joinedProxy, proxiesBeside } from '../db/catalogue/camera-proxies.ts'
import { readRecording } from '../db/catalogue/pieces.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { canBeShown } from '../domain/media/stand-in.ts'

interface Shown {
  readonly probe: Probe
  /** The contents that are read, in order; the first is the clip's own, or the first proxy's. */
  readonly contents: readonly string[]
  /** Contents that hold its sound, where that lies in files of its own. */
  readonly sounds: readonly string[]
  /** The camera's proxies that stand for it; null where it stands for itself. */
  readonly standIn: readonly string[] | null
}

/** What shows the clip that begins with a content; undefined while that is not known. */
export function readShown(db: ReadableDb, contentId: string): Shown | undefined {
  const recording = readRecording(db, contentId)
  if (recording === undefined) return undefined
  const own = {
    probe: recording.probe,
    contents: [contentId, ...recording.pieces],
    sounds: recording.sounds,
    standIn: null,
  }
  if (canBeShown(recording.probe)) return own
  const proxies = proxiesBeside(db, contentId)
  const probe = joinedProxy(proxies)
  return probe === null || !canBeShown(probe)
    ? own
    : { probe, contents: proxies.map((one) => one.contentId), sounds: [], standIn: proxies.map(({ name }) => name) }
}
