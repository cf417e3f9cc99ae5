/**
 * The structures that cameras and recorders leave on a card, as data: add a row and it is recognised.
 *
 * Sources: Adobe XMP Toolkit's folder handlers; Sony, Panasonic, Canon, ARRI and RED media manuals.
 */
export interface RollFamily {
  readonly name: string
  /**
   * Paths below the roll's root (lower case, forward slashes); the roll is recognised when one of them is there.
   * `*` stands for any part of one name.
   */
  readonly markers: readonly string[]
  /** What the roll's own folder name must look like too; absent when any will do. */
  readonly rootName?: RegExp
  /** Which files are clips: extensions in lower case. */
  readonly clips: readonly string[]
  /** True when every folder with one of these files in it is one clip (RED's .RDC). */
  readonly clipIsFolder?: boolean
}

const REEL = /^[A-Z]{1,2}_?\d{3,4}[A-Z0-9_-]*$/i

export const ROLL_FAMILIES: readonly RollFamily[] = [
  { name: 'RED', markers: ['*.rdc', '*.rdm/*.rdc', 'digital_magazine.bin'], clips: ['r3d'], clipIsFolder: true },
  { name: 'Sony XDCAM EX', markers: ['bpav/mediapro.xml', 'bpav/clpr'], clips: ['mp4'] },
  { name: 'Sony XAVC', markers: ['xdroot/clip', 'xdroot/mediapro.xml', 'private/xdroot', 'clip/*.mxf'], clips: ['mxf'] },
  { name: 'Sony Alpha/FX', markers: ['m4root/clip', 'm4root/mediapro.xml', 'private/m4root'], clips: ['mp4'] },
  { name: 'AVCHD', markers: ['bdmv/stream', 'private/avchd', 'avchd/bdmv'], clips: ['mts', 'm2ts'] },
  { name: 'Canon XF', markers: ['contents/clips001', 'contents/clips*'], clips: ['mxf'] },
  { name: 'Panasonic P2', markers: ['contents/clip', 'contents/video', 'lastclip.txt'], clips: ['mxf'] },
  { name: 'GoPro', markers: ['dcim/*gopro'], clips: ['mp4', '360'] },
  { name: 'DJI', markers: ['dcim/*media', 'dcim/dji_*'], clips: ['mp4', 'mov'] },
  { name: 'Insta360', markers: ['dcim/camera01'], clips: ['insv', 'mp4'] },
  { name: 'DCIM', markers: ['dcim'], clips: ['mp4', 'mov', 'crm', 'nev', 'avi', 'mts'] },
  { name: 'ARRI', markers: ['ari', '*.ari', '*_avid.ale', '*.ale'], rootName: REEL, clips: ['mxf', 'mov', 'ari', 'arx'] },
  { name: 'Blackmagic', markers: ['*.braw'], clips: ['braw'] },
  { name: 'Sound', markers: ['*.wav', '*.bwf', '*.rf64'], clips: ['wav', 'bwf', 'rf64'] },
  {
    name: 'Camera roll', markers: ['*.mov', '*.mxf', '*.mp4', '*.ari', '*.arx', '*.dng', '*/*.mov', '*/*.mxf', '*/*.dng', '*/*.ari'],
    rootName: REEL, clips: ['mov', 'mxf', 'mp4', 'ari', 'arx', 'dng', 'avi', 'mkv'],
  },
]

/** Extensions that are a clip where no family is recognised. */
export const LOOSE_CLIPS: readonly string[] = [
  'mov', 'mp4', 'mxf', 'r3d', 'braw', 'ari', 'arx', 'crm', 'nev', 'mts', 'm2ts', 'insv', 'wav', 'bwf', 'avi', 'mkv', 'm4v',
]
