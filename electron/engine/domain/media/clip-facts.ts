/**
 * What a clip's name and folder tell: camera letter, roll and clip number, as cameras and recorders name their files.
 */
import { baseName, stemOf } from './media-kinds.ts'

/** Facts read from a path alone; null where the name tells nothing. */
export interface ClipFacts {
  /** The camera's letter: A, B … */
  readonly camera: string | null
  /** The roll, reel or card: A003, A_0001, SR003. */
  readonly roll: string | null
  /** Number of the clip on its roll. */
  readonly clip: number | null
}

const NOTHING: ClipFacts = { camera: null, roll: null, clip: null }

/** Clip names, surest first. Each gives camera letter, roll and clip by name. */
const CLIP_NAMES: readonly RegExp[] = [
  // ALEXA 35: A_0001C001_230614_112233_h1CDE.mxf
  /^(?<roll>(?<camera>[A-Z])_\d{4})C(?<clip>\d{3})(?:_|$)/,
  // Blackmagic: A001_09251512_C001.braw
  /^(?<roll>(?<camera>[A-Z])\d{3})_\d{8}_C(?<clip>\d{3})/,
  // RED, VENICE, ARRI, Canon: A003_C012_0115XY_001.R3D, A003C012_150923_R2B3.mov
  /^(?<roll>(?<camera>[A-Z])\d{3})_?C(?<clip>\d{3})(?:_|$)/,
  // RED with a dual letter and four digits: AB0012_C003…
  /^(?<roll>(?<camera>[A-Z])[A-Z]?\d{3,4})_C(?<clip>\d{3,4})(?:_|$)/,
  // Metacorder and Boom Recorder: Sr001-2C-01_01.wav
  /^(?<roll>SR\d{2,4})(?:-|_|$)/i,
]

/** Clip numbers of cameras whose names carry no roll. */
const NUMBERS: readonly RegExp[] = [
  /^C(?<clip>\d{4})$/,
  /^G[XHL]\d{2}(?<clip>\d{4})$/,
  /^DJI_(?:\d{14}_)?(?<clip>\d{4})(?:_[A-Z])?$/,
  /^[A-Z]{3}[A-Z_](?<clip>\d{4})$/,
]

/** Roll folders: A003, A003_1120R7, A003R1JL, A_0001_1ABC, B012_R2XY. */
const CAMERA_ROLL_FOLDER = /^(?<roll>(?<camera>[A-Z])_?\d{3,4})(?:_?[A-Z0-9]{4,8})?(?:\.RD[MC])?$/
/** Sound rolls: SR003, SR_003, SOUND_003, SND003. */
const SOUND_ROLL_FOLDER = /^(?<roll>S(?:R|ND|OUND)_?\d{2,4})(?:_.*)?$/i

function folderFacts(path: string): ClipFacts {
  const folders = path
    .slice(0, path.length - baseName(path).length)
    .split('/')
    .filter(Boolean)
    .reverse()
  for (const folder of folders) {
    const sound = SOUND_ROLL_FOLDER.exec(folder)?.groups
    if (sound) return { ...NOTHING, roll: sound['roll']! }
    const picture = CAMERA_ROLL_FOLDER.exec(folder)?.groups
    if (picture) return { camera: picture['camera']!, roll: picture['roll']!, clip: null }
  }
  return NOTHING
}

/**
 * Reads camera, roll and clip number from a relative path with forward slashes. The name goes before the folder; the
 * nearest folder that is named as a roll goes before those above it. Names keep their letters as they are written:
 * Sr001.
 */
export function clipFacts(relPath: string): ClipFacts {
  const stem = stemOf(relPath)
  const folder = folderFacts(relPath)
  for (const pattern of CLIP_NAMES) {
    const groups = pattern.exec(stem)?.groups
    if (!groups) continue
    return {
      camera: groups['camera'] ?? folder.camera,
      roll: groups['roll'] ?? folder.roll ?? null,
      clip: groups['clip'] === undefined ? null : Number(groups['clip']),
    }
  }
  for (const pattern of NUMBERS) {
    const clip = pattern.exec(stem)?.groups?.['clip']
    if (clip !== undefined) return { ...folder, clip: Number(clip) }
  }
  return folder
}
