/**
 * What a file is, told by its name alone: the table of extensions that the crew's tools write.
 */

/** What a file can be before anything has read it. `sidecar` belongs to a clip beside it. */
export type FileKind =
  | 'video'
  | 'audio'
  | 'still'
  | 'project'
  | 'graphics'
  | 'document'
  | 'subtitle'
  | 'sidecar'
  | 'other'

const EXTENSIONS: Readonly<Record<Exclude<FileKind, 'other'>, string>> = {
  // Camera raw, camera and editing containers, and what phones, action cameras and tape decks write.
  video:
    'r3d braw ari arx crm nev rmf cine mxf mov mp4 m4v qt avi mkv webm mts m2ts m2t ts tod mod mpg mpeg m2v vob ' +
    '3gp 3g2 dv rm rmvb wmv asf flv insv 360 lrv lrf gxf lxf ogv h264 264 h265 265 hevc ivf mj2 y4m',
  audio: 'wav bwf rf64 w64 aif aiff aifc caf flac mp3 m4a m4b aac ogg oga opus wma ac3 ec3 eac3 dts amr mp2 adm ra',
  // Single frames: camera stills, digital intermediates, and web pictures.
  still:
    'exr dpx cin dng cr3 cr2 crw nef nrw arw srf sr2 raf orf rw2 pef mrw 3fr iiq fff x3f gpr insp heic heif hif avif ' +
    'jpg jpeg jpe jp2 j2k jxl png tif tiff bmp tga gif webp hdr pfm sgi rgb pnm ppm pgm',
  // What an editor, colourist, mixer or artist saves; kept in every version.
  project:
    'prproj prproject drp drt dra avp avb avc avs aep aepx aet fcp fcpx fcpproject fcpbundle fcpxml fcpxmld aaf ' +
    'otio otioz otiod ptx ptf pts logicx als rpp sesx nk nknc hip hiplc hipnc c4d ma mb blend max ple veg vf bcp ' +
    'kdenlive mlt imovieproj motn mogrt moti comp setting dsw silverstack shotgrid tvpp xpj',
  graphics:
    'psd psb ai eps svg indd idml afdesign afphoto afpub kra xcf sketch fig procreate cube 3dl clf cdl cc ccc amf ' +
    'fdl lut icc icm',
  document:
    'pdf doc docx rtf txt md pages odt xls xlsx numbers ods csv tsv ppt pptx key odp fdx fountain celtx edl ale ' +
    'xml json html htm log mhl md5 xxh',
  subtitle: 'srt vtt ttml dfxp itt stl scc mcc ass ssa sbv sub imsc cap',
  // What cameras lay beside a clip; never looked at by itself.
  sidecar:
    'sidecar rmd rdm rdc xmp bim bin smi ppn thm cif sif mif cpi bdm mpl siz ctg pek cfa sfk idx gpx moff bup ifo ' +
    'pat dat scp',
}

const KIND_OF: ReadonlyMap<string, FileKind> = new Map(
  (Object.entries(EXTENSIONS) as [FileKind, string][]).flatMap(([kind, words]) =>
    words.split(' ').map((extension) => [extension, kind] as const),
  ),
)

/**
 * The last part of a path. Only in one without a slash does a backslash part names, as on Windows: elsewhere it belongs
 * to the name, or shows a byte (`\xE9`, see byte-names.ts).
 */
export function baseName(path: string): string {
  if (path.includes('/') || !path.includes('\\')) return path.slice(path.lastIndexOf('/') + 1)
  return path.split(/\\(?!x(?:5C|[89A-F][0-9A-F]))/).at(-1) ?? path
}

/** The extension in lower case without its dot; empty for none and for dot files. */
export function extensionOf(path: string): string {
  const name = baseName(path)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : ''
}

/** The name without its extension. */
export function stemOf(path: string): string {
  const name = baseName(path)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) : name
}

/**
 * What a file is by its name. A dot file, and so the `._` twin that macOS lays beside each file on a foreign drive, is
 * 'other' whatever its ending: it holds no picture.
 */
export function classify(path: string): FileKind {
  return baseName(path).startsWith('.') ? 'other' : (KIND_OF.get(extensionOf(path)) ?? 'other')
}

/** Layered pictures that are edited: graphics by their kind, and one picture to look at. */
const LAYERED: ReadonlySet<string> = new Set(['psd', 'psb'])

/** True for a file that is one picture to look at: a still, or a layered picture. */
export function isPicture(path: string): boolean {
  return classify(path) === 'still' || (classify(path) === 'graphics' && LAYERED.has(extensionOf(path)))
}

/** Kinds that are edited: the bytes of every version are kept. */
export const EDITED_KINDS = ['project', 'graphics', 'document', 'subtitle'] as const
