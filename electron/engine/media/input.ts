/**
 * How a file is handed to ffmpeg and ffprobe so that it can only be read as itself.
 *
 * A file's content chooses ffmpeg's demuxer, whatever its name: a playlist called clip.mp4 would make ffmpeg open the
 * files or addresses that it lists. So the protocols are local files alone, and of the demuxers only those for media
 * that holds its own bytes are allowed. The name is taken literally: "file:" keeps "-", ":" and "http:" from meaning
 * anything, and stills are read without patterns, where %d would mean a sequence; numbered frames are asked for by
 * a pattern of our own making (sequence-input.ts).
 */
import { extensionOf } from '../domain/media/media-kinds.ts'

/**
 * Demuxers of self-contained media. Left out on purpose: hls, dash, concat, imf, sdp, rtsp, image2 patterns, tty,
 * lavfi.
 */
const DEMUXERS = [
  'mov',
  'mp4',
  'm4a',
  '3gp',
  '3g2',
  'mj2',
  'mxf',
  'mxf_opatom',
  'matroska',
  'webm',
  'avi',
  'mpegts',
  'mpeg',
  'mpegvideo',
  'm4v',
  'h264',
  'hevc',
  'av1',
  'obu',
  'ivf',
  'dv',
  'gxf',
  'lxf',
  'asf',
  'flv',
  'ogg',
  'r3d',
  'dnxhd',
  'vc1',
  'yuv4mpegpipe',
  'mjpeg',
  'mlv',
  'cine',
  'nut',
  'rm',
  'wav',
  'w64',
  'aiff',
  'caf',
  'flac',
  'mp3',
  'aac',
  'ac3',
  'eac3',
  'dts',
  'amr',
  'au',
  'gif',
  'apng',
  'webp_pipe',
  'jpegxl_anim',
] as const

/** Endings of stills that ffmpeg reads as one image; raw and HEIF stills come in other containers. */
const IMAGES: ReadonlySet<string> = new Set([
  'exr',
  'dpx',
  'cin',
  'dng',
  'jpg',
  'jpeg',
  'jpe',
  'jp2',
  'j2k',
  'jxl',
  'png',
  'tif',
  'tiff',
  'bmp',
  'tga',
  'webp',
  'hdr',
  'pfm',
  'sgi',
  'rgb',
  'pnm',
  'ppm',
  'pgm',
  'psd',
  'psb',
  'gpr',
])

/** 16,384 × 16,384: above every camera's frame, below a picture made to fill the memory. */
const MAX_PIXELS = 16_384 * 16_384

/** True when ffmpeg's image reader is to be used for the name. */
function isImageName(path: string): boolean {
  return IMAGES.has(extensionOf(path))
}

/** The options that go before `-i` (ffmpeg) or before the file (ffprobe), without the file itself. */
export function inputOptions(path: string): string[] {
  const common = ['-protocol_whitelist', 'file,pipe', '-max_pixels', String(MAX_PIXELS)]
  return isImageName(path)
    ? [...common, '-format_whitelist', 'image2', '-f', 'image2', '-pattern_type', 'none']
    : [...common, '-format_whitelist', DEMUXERS.join(',')]
}

/** A path as ffmpeg takes it literally. */
export function fileUrl(path: string): string {
  return `file:${path}`
}
