/**
 * The work of the thread that seals: what a card of a hundred thousand files takes in memory goes with the thread. Runs
 * in electron/hosts/seal.worker.ts.
 */
import { sealGeneration } from '../../mhl/seal.ts'
import type { SealFile } from '../../mhl/seal-plan.ts'
import { failureOf } from '../thread-failure.ts'
import type { FromSealThread, ToSealThread } from './seal-messages.ts'

/** Makes the function that takes the engine's messages, of one sealing. */
export function createSealWork(reply: (message: FromSealThread) => void): (message: ToSealThread) => void {
  const entries: SealFile[] = []
  return (message) => {
    if (message.type === 'files') {
      for (const file of message.files) entries.push(file)
      reply({ type: 'next' })
      return
    }
    sealGeneration({ ...message.request, entries }).then(
      () => {
        reply({ type: 'sealed' })
      },
      (error: unknown) => {
        reply(failureOf(error))
      },
    )
  }
}
