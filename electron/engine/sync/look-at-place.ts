/**
 * Looks at a place before anything is kept there: can it be reached, read and written, whose library does it hold, does
 * its clock agree. What is written for that is taken away again.
 */
import { randomUUID } from 'node:crypto'
import { isRushesError } from '../../../shared/model/errors.ts'
import type { RemoteTest } from '../../../shared/model/sync.ts'
import { openRepository, readFormat } from './format/repository.ts'
import type { RemoteSecrets } from './secrets.ts'
import type { ObjectStore } from './stores/store.ts'

/** A clock that differs by more (ms) is told: times are compared across devices. */
const CLOCK_MS = 30_000

/** Looks, and closes the store. Never throws: what is wrong is a finding. */
export async function lookAtPlace(
  store: ObjectStore,
  secrets: RemoteSecrets,
  own: { libraryId: string; isEmpty: boolean; signal: AbortSignal | undefined },
): Promise<RemoteTest> {
  const findings: RemoteTest['findings'] = []
  const tell = (state: 'ok' | 'attention' | 'failure', text: string): void => {
    findings.push({ state, text })
  }
  let holds: RemoteTest['holds'] = 'nothing'
  let encrypted = false
  const signal = own.signal === undefined ? {} : { signal: own.signal }
  try {
    const format = await readFormat(store)
    tell('ok', `${store.name} can be reached and read.`)
    if (format === null) tell('ok', 'It holds no library yet.')
    else {
      encrypted = format.encryption !== null
      holds = format.repository === own.libraryId || own.isEmpty ? 'this' : 'another'
      if (holds === 'another')
        tell(
          'failure',
          'It holds another library. Choose another remote, or make a new library and add this remote to it.',
        )
      else
        tell(
          'ok',
          own.isEmpty && format.repository !== own.libraryId
            ? 'It holds a library. This one is empty and becomes a part of it.'
            : 'It holds this library.',
        )
      if (encrypted && secrets.passphrase === undefined)
        tell('attention', 'What is stored there is encrypted: enter its passphrase.')
      else if (encrypted) {
        await openRepository(store, { passphrase: secrets.passphrase! })
        tell('ok', 'The passphrase opens it.')
      }
    }
    if (holds !== 'another') {
      const key = `sess/test/${randomUUID()}`
      await store.put(key, Buffer.from('a test of Rushes; it may be removed'), signal)
      const back = await store.get(key, signal)
      await store.remove(key)
      tell(
        back === null ? 'failure' : 'ok',
        back === null
          ? 'What was written there can’t be read back. Try again; if it fails again, use another remote.'
          : 'It can be written.',
      )
    }
    const offset = store.clockOffset()
    if (offset !== null && Math.abs(offset) > CLOCK_MS)
      tell(
        'attention',
        `This computer’s clock is ${Math.round(Math.abs(offset) / 1000)} s ${offset > 0 ? 'behind' : 'ahead of'} the store’s. Set it right, so that the order of changes is true.`,
      )
  } catch (error) {
    holds =
      isRushesError(error) && (error.code === 'remote.damaged' || error.code === 'remote.newer') ? 'unreadable' : holds
    tell(
      'failure',
      isRushesError(error)
        ? error.message
        : `${store.name} can’t be used: ${error instanceof Error ? error.message : String(error)}`,
    )
  } finally {
    await store.close()
  }
  return { ok: findings.every((finding) => finding.state !== 'failure'), findings, holds, encrypted }
}
