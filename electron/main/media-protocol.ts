/**
 * media://derivative/<id>, and ?params=<hash> for other parameters of the same: posters, filmstrips, waveforms and
 * proxies, with byte ranges, so that a player can seek.
 */
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { sep } from 'node:path'
import { Readable } from 'node:stream'
import { isRushesError } from '../../shared/model/errors.ts'
import { derivativeHeaders } from '../../shared/model/derivative-types.ts'
import { idSchema } from '../../shared/model/primitives.ts'
import { paramsHashSchema } from '../../shared/model/recipe-params.ts'
import { rangeAnswer } from '../../shared/util/byte-range.ts'
import { APP_ORIGIN } from './app-protocol.ts'

interface DerivativeFile {
  readonly path: string
  readonly mime: string
}

export interface MediaSource {
  /** Where the library keeps its derivatives; no file outside is ever sent. */
  readonly folder: string
  /**
   * The file of a derivative, or of the one beside it with these parameters. Throws `not_found` or
   * `engine.unavailable`.
   */
  find(id: string, paramsHash?: string): Promise<DerivativeFile>
}

const MAX_KNOWN = 2000

/** Remembers what was found: a derivative's file never changes, and a player asks for it with every seek. */
export function remembering(source: MediaSource): MediaSource {
  const known = new Map<string, DerivativeFile>()
  return {
    folder: source.folder,
    async find(id, paramsHash) {
      const key = paramsHash === undefined ? id : `${id}/${paramsHash}`
      const file = known.get(key) ?? (await source.find(id, paramsHash))
      known.delete(key)
      known.set(key, file)
      const oldest = known.keys().next().value
      if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest)
      return file
    },
  }
}

/** Answers a request for a derivative, whole or the range that was asked for. */
export async function answerMedia(source: MediaSource | null, request: Request): Promise<Response> {
  const url = new URL(request.url)
  const id = idSchema.safeParse(url.pathname.slice(1))
  const params = paramsHashSchema.optional().safeParse(url.searchParams.get('params') ?? undefined)
  if (url.host !== 'derivative' || !id.success || !params.success)
    return refused(404, 'There is no such picture or proxy.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refused(405, 'Only GET is supported.')
  if (source === null) return refused(503, 'The engine is starting.')
  try {
    const found = await source.find(id.data, params.data)
    const [inside, path] = await Promise.all([realpath(source.folder), realpath(found.path)])
    if (!path.startsWith(inside + sep)) return refused(404, 'There is no such picture or proxy.')
    const { size } = await stat(path)
    const { status, headers, range } = rangeAnswer(request.headers.get('range'), size, found.mime)
    const body =
      status === 416 || request.method === 'HEAD' ? null : streamOf(path, range ?? { start: 0, end: size - 1 })
    return new Response(body, { status, headers: { ...headers, ...derivativeHeaders(found.mime), ...COMMON } })
  } catch (error) {
    if (isRushesError(error) && error.code === 'engine.unavailable') return refused(503, 'The engine is starting.')
    return refused(404, 'There is no such picture or proxy.')
  }
}

const COMMON = {
  'Cache-Control': 'private, max-age=31536000, immutable',
  // The window draws frames on canvases, which it may only with pictures that allow it.
  'Access-Control-Allow-Origin': APP_ORIGIN,
} as const

function streamOf(
  path: string,
  range: { readonly start: number; readonly end: number },
): ReadableStream<Uint8Array> | null {
  if (range.end < range.start) return null
  return Readable.toWeb(createReadStream(path, { ...range, highWaterMark: 256 * 1024 })) as ReadableStream<Uint8Array>
}

function refused(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Access-Control-Allow-Origin': APP_ORIGIN },
  })
}
