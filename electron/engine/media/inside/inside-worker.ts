/**
 * The thread's side: answers one question after the other.
 */
import { answerInside } from './answer.ts'
import type { InsideReply, InsideRequest } from './questions.ts'

/** Answers a request. Never throws: what the system says of a file goes back as words. */
export async function answerRequest({ name, about }: InsideRequest): Promise<InsideReply> {
  try {
    return { ok: true, answer: await answerInside(name, about as never) }
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    return { ok: false, fault: { message, code: code ?? null } }
  }
}
