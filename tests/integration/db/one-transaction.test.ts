/**
 * A command is one transaction, also when it turns another one round.
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextCommand, recordCommand, turnCommand } from '../../../electron/engine/db/entities/commands.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testContext } from '../../helpers/library.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a command', () => {
  it('opens no savepoint around its writes: SQLite would go through all of them at the end of each', () => {
    using it = testContext()
    const { recorder } = it.context
    let opened = 0
    const plain = recorder.db.transaction.bind(recorder.db)
    vi.spyOn(recorder.db, 'transaction').mockImplementation(((work: () => unknown) =>
      plain(() => {
        opened += 1
        return work()
      })) as never)
    const changes = ['A', 'B', 'C'].map((name) => ({
      entity: 'preset',
      entityId: name.toLowerCase(),
      field: 'body',
      value: null,
    }))
    recordCommand(recorder, { opId: newId(), label: 'Name', kind: 'user', target: null }, changes, {})
    for (const direction of ['undo', 'redo'] as const) {
      const before = opened
      turnCommand(recorder, newId(), nextCommand(recorder.db, direction)!, direction, {})
      expect([direction, opened - before]).toEqual([direction, 1])
    }
  })
})
