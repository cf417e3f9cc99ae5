/**
 * The note that tells other processes of this person how to reach the engine of a library.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const contactSchema = z.object({
  pid: z.number().int().positive(),
  /** http://127.0.0.1:PORT */
  address: z.string().regex(/^http:\/\/127\.0\.0\.1:\d+$/),
  token: z.string().min(32),
  /** The secret by which a desktop app that attaches is told from a person; older engines have none. */
  shellSecret: z.string().min(32).optional(),
  startedAt: z.number().int(),
  protocol: z.number().int(),
})
type Contact = z.infer<typeof contactSchema>

/** Writes the note whole or not at all, for its owner's eyes only: whoever holds its secrets commands the engine. */
export function writeContact(file: string, contact: Contact): void {
  const temporary = `${file}.${contact.pid}`
  writeFileSync(temporary, JSON.stringify(contact), { mode: 0o600 })
  renameSync(temporary, file)
}

/** Reads the note; null when there is none or it is not one of ours. */
export function readContact(file: string): Contact | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return null // No engine has been here: that is an answer, not a failure.
  }
  try {
    return contactSchema.parse(JSON.parse(text))
  } catch {
    return null // Torn or foreign: as good as none; the lock, not this note, decides who owns the library.
  }
}

/** Removes the note if it is still our own. */
export function removeContact(file: string, pid: number): void {
  if (readContact(file)?.pid === pid) rmSync(file, { force: true })
}
