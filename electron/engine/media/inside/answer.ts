/**
 * Answers one question about what is inside a file: in the thread, and where there is none.
 */
import { readAside } from '../aside.ts'
import { readHeif } from '../heif.ts'
import { readPreview } from '../preview.ts'
import { readCarried } from '../surround/carried.ts'
import { readIndexFacts } from './index-facts.ts'
import type { Answers, QuestionName, Questions } from './questions.ts'

const READERS: { readonly [Name in QuestionName]: (about: Questions[Name]) => Promise<Answers[Name]> } = {
  aside: ({ path, bytes }) => readAside(path, bytes),
  index: ({ path, bytes, probe }) => readIndexFacts(path, bytes, probe),
  preview: ({ path, bytes }) => readPreview(path, bytes),
  heif: ({ path, bytes }) => readHeif(path, bytes),
  surround: ({ path, immersive }) => readCarried(path, immersive),
}

/** Reads it. Throws what the file system throws. */
export function answerInside<Name extends QuestionName>(name: Name, about: Questions[Name]): Promise<Answers[Name]> {
  return READERS[name](about)
}
