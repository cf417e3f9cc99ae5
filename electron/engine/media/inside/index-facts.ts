/**
 * What stands in the index of a movie, and what cameras say in places of their own.
 */
import { reading, type CameraReading } from '../camera/reading.ts'
import { readCamera } from '../camera/read-camera.ts'
import { stepsOf, type Steps } from '../camera/track-samples.ts'
import { coloursOf, readIndex, type ContainerColour } from '../boxes.ts'
import type { FfprobeOutput } from '../ffprobe-json.ts'
import { refusedReferences } from '../refused.ts'
import { NO_SURROUND, readSurround, type Surround } from '../surround/read-surround.ts'

export interface IndexFacts {
  /** Why the movie is not opened: its pictures lie in other files. Null for all others. */
  readonly refused: string | null
  /** The colour of each track by its place in the file. */
  readonly colours: ReadonlyMap<number, ContainerColour>
  /** By the times of the pictures; null where they were not looked at. */
  readonly steps: Steps | null
  readonly camera: CameraReading
  readonly surround: Surround
}

/** What is known where nothing was read. */
export const NO_INDEX: IndexFacts = {
  refused: null,
  colours: new Map(),
  steps: null,
  camera: reading({}),
  surround: NO_SURROUND,
}

/** Reads it. What can't be read now says nothing. */
export async function readIndexFacts(path: string, bytes: number, probe: FfprobeOutput): Promise<IndexFacts> {
  const isMovie = probe.format.format_name.startsWith('mov')
  const isPicture = /(?:_pipe|image2)$/.test(probe.format.format_name)
  const index = isMovie ? await readIndex(path).catch(() => null) : null // It can't be read now.
  const refused = index === null ? null : refusedReferences(index)
  if (refused !== null || isPicture) return { ...NO_INDEX, refused }
  return {
    refused: null,
    colours: index === null ? new Map() : coloursOf(index),
    steps: index === null ? null : stepsOf(index),
    camera: await readCamera(path, probe, async () => index),
    surround: await readSurround(path, probe, index, bytes).catch(() => NO_SURROUND), // It can't be read now.
  }
}
