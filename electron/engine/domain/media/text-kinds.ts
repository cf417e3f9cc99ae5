/**
 * Which files are text that a crew reads in lines: projects as XML, cutting lists, subtitles, notes, looks.
 */
import { extensionOf } from './media-kinds.ts'

const LINES: ReadonlySet<string> = new Set(
  (
    'xml fcpxml fcpxmld aepx otio kdenlive mlt prproj sesx edl ale txt md csv tsv json html htm log srt vtt ttml dfxp itt ass ssa ' +
    'sbv sub stl scc mcc cap cube 3dl cdl cc ccc clf fdl nk nknc xmp fountain fdx rpp svg mhl md5 yaml yml ini'
  ).split(' '),
)

/** True for a name whose file may be compared by lines. What it holds decides in the end. */
export function isTextLike(name: string): boolean {
  return LINES.has(extensionOf(name))
}
