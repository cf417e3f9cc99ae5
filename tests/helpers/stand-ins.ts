/**
 * Programs that stand in for ffmpeg and ffprobe: they do something of their own, and then, if they come to it, what the
 * real ones do.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mediaContext } from './media.ts'

export interface StandIn {
  /** Shell that runs first; it may end the program. `REAL` is the real one's path. */
  readonly before?: string
  /** Shell that answers to `-version`; the real one's answer where there is none. */
  readonly version?: string
}

/** Writes one into a folder, which is made; returns its path. */
export async function standIn(
  folder: string,
  tool: 'ffmpeg' | 'ffprobe',
  { before = '', version = 'exec REAL -version' }: StandIn,
): Promise<string> {
  const { path: real } = (await mediaContext()).tools[tool]
  const path = join(folder, tool)
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    path,
    ['#!/bin/sh', `if [ "$1" = -version ]; then ${version}; exit 0; fi`, before, 'exec REAL "$@"', '']
      .join('\n')
      .replaceAll('REAL', real),
  )
  chmodSync(path, 0o755)
  return path
}
