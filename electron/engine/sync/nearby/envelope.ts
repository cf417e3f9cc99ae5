/**
 * How neighbours speak: a GET that proves that its sender has a key of the library, and an answer that is sealed with
 * that key for this very question. Whoever listens learns how much is said and when, and nothing of what; whoever
 * answers something else, or an answer to another question, is not trusted.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { openObject, sealObject } from '../format/seal.ts'
import { repositorySecrets, type RepositorySecrets } from '../format/secrets.ts'

export const PROOF = 'x-rushes-proof'

export interface Envelope {
  /** What goes with a question, in hex. */
  proofOf(question: string): string
  proves(question: string, proof: string | undefined): boolean
  seal(question: string, answer: Uint8Array): Buffer
  /** Throws `remote.damaged` for what was not sealed for this question. */
  open(question: string, sealed: Uint8Array): Buffer
}

/** Makes the envelope of a key of this library. */
export function envelopeOf(libraryId: string, key: Buffer): Envelope {
  const secrets = repositorySecrets(libraryId, key)
  const sealing = { ...secrets, sealing: secrets.sealing! } satisfies RepositorySecrets
  const proofOf = (question: string): Buffer =>
    createHmac('sha256', key).update(`rushes nearby\n${libraryId}\n${question}`).digest()
  return {
    proofOf: (question) => proofOf(question).toString('hex'),
    proves(question, proof) {
      if (proof === undefined || !/^[0-9a-f]{64}$/.test(proof)) return false
      return timingSafeEqual(Buffer.from(proof, 'hex'), proofOf(question))
    },
    seal: (question, answer) => sealObject(sealing, `nearby ${question}`, answer),
    open: (question, sealed) => openObject(sealing, `nearby ${question}`, sealed),
  }
}
