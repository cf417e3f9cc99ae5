/**
 * Reads inside media files in a thread with bounds: EXIF, iXML, the index of a movie, what cameras write in places of
 * their own, pictures inside stills. A file made to keep a reader busy costs its own answer, and never the engine.
 */
import { EMPTY_ASIDE, UNREAD } from '../aside.ts'
import { createBoundedThread } from './bounded-thread.ts'
import { answerInside } from './answer.ts'
import { NO_INDEX } from './index-facts.ts'
import type { Answers, InsideReply, InsideRequest, QuestionName, Questions } from './questions.ts'

export interface InsideReader {
  /** Throws what the file system throws. Where no answer came in time it is what stands for "nothing was said". */
  ask<Name extends QuestionName>(name: Name, about: Questions[Name]): Promise<Answers[Name]>
  close(): Promise<void>
}

/** Real files take milliseconds, and the largest stills of slow drives some seconds. */
const LIMIT_MS = 30_000
const LIMITS = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 32 }

const TOO_MUCH =
  'Its index could not be read: it asks for more time or memory than a look takes. It is kept and copied like any other.'

/** What is known of a file over which the thread was ended. */
const UNANSWERED: Answers = {
  aside: { ...EMPTY_ASIDE, remark: UNREAD },
  // Nobody knows what it would lead to: it is not opened.
  index: { ...NO_INDEX, refused: TOO_MUCH },
  preview: null,
  heif: null,
  surround: { picture: Buffer.alloc(0), sounds: [] },
}

/** Makes a reader. `entry`: electron/hosts/inside.worker.ts, or what it was bundled to. */
export function createInsideReader(entry: URL): InsideReader {
  const thread = createBoundedThread<InsideRequest, InsideReply>({
    entry,
    name: 'inside-media',
    limits: LIMITS,
    limitMs: LIMIT_MS,
  })
  return {
    async ask(name, about) {
      const reply = await thread.ask({ name, about })
      if (reply === null) return UNANSWERED[name]
      if (reply.ok) return withBuffers(reply.answer) as Answers[typeof name]
      throw Object.assign(new Error(reply.fault.message), reply.fault.code === null ? {} : { code: reply.fault.code })
    },
    close: thread.close,
  }
}

/** Without a thread: for one file of a person's own choice, and for tests. */
export const inlineReader: InsideReader = { ask: answerInside, close: async () => {} }

/** Bytes arrive as plain arrays of bytes. Answers hold them at their top, or in a list there. */
function withBuffers(answer: unknown): unknown {
  const buffer = (value: unknown): unknown =>
    value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
  if (answer === null || typeof answer !== 'object') return answer
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => [key, Array.isArray(value) ? value.map(buffer) : buffer(value)]),
  )
}
