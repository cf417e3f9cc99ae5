/**
 * What is asked of the thread that reads inside media files, and what it answers. Plain data alone goes through.
 */
import type { Immersive } from '../../../../shared/model/probe.ts'
import type { Aside } from '../aside.ts'
import type { FfprobeOutput } from '../ffprobe-json.ts'
import type { HeifPicture } from '../heif.ts'
import type { DevelopedJpeg } from '../preview.ts'
import type { Carried } from '../surround/carried.ts'
import type { IndexFacts } from './index-facts.ts'

/** The questions by name, with what they are about. `bytes`: the size of the file. */
export interface Questions {
  readonly aside: { readonly path: string; readonly bytes: number }
  readonly index: { readonly path: string; readonly bytes: number; readonly probe: FfprobeOutput }
  readonly preview: { readonly path: string; readonly bytes: number }
  readonly heif: { readonly path: string; readonly bytes: number }
  readonly surround: { readonly path: string; readonly immersive: Immersive | null }
}

/** The answers by the name of their question. */
export interface Answers {
  readonly aside: Aside
  readonly index: IndexFacts
  readonly preview: DevelopedJpeg | null
  readonly heif: HeifPicture | null
  readonly surround: Carried
}

export type QuestionName = keyof Questions

export interface InsideRequest {
  readonly name: QuestionName
  readonly about: Questions[QuestionName]
}

/** `fault`: the file could not be read; the words and the code of the system. */
export type InsideReply =
  | { readonly ok: true; readonly answer: Answers[QuestionName] }
  | { readonly ok: false; readonly fault: { readonly message: string; readonly code: string | null } }
