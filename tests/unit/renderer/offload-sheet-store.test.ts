/**
 * The offload sheet's state beside answers that come late, and faults that pass.
 */
import { describe, expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Library } from '../../../renderer/features/library/index.ts'
import { createView } from '../../../renderer/features/library/view.ts'
import { createOffloadSheet } from '../../../renderer/features/offload/sheet-store.ts'
import { testClock } from '../../helpers/test-clock.ts'

/** A library whose engine answers a start when it is let. */
function desk() {
  const said: string[] = []
  const starts: { answer(id: string): void; refuse(sentence: string): void }[] = []
  const client = {
    offloads: {
      plan: () => Promise.resolve({ possible: true, destinations: [], rolls: [], remarks: [] }),
      start: () =>
        new Promise((resolve, reject) => {
          starts.push({
            answer: (id) => resolve({ id, resumed: false }),
            refuse: (sentence) => reject(new RushesError('conflict', sentence)),
          })
        }),
      get: ({ id }: { id: string }) => Promise.resolve({ id, name: id, state: 'copying' }),
    },
    presets: { resolve: () => Promise.reject(new RushesError('not_found', 'gone')) },
  }
  const library = {
    connection: { client },
    platform: { chooseSources: null, chooseFolder: null },
    view: createView(null),
    actions: { run: () => Promise.resolve(true) },
    activity: createStore(() => ({ now: null })),
    toasts: { say: (text: string) => said.push(text), fail: (text: string) => said.push(text) },
    volumes: { store: createStore(() => ({ data: [] })) },
  } as unknown as Library
  return { sheet: createOffloadSheet(library), starts, said }
}
const pass = testClock()

describe('the sheet', () => {
  it('stays on the next card when the answer for the one before comes late', async () => {
    const { sheet, starts, said } = desk()
    sheet.begin(['/media/A001'])
    void sheet.start()
    sheet.begin(['/media/A002'])
    starts[0]!.answer('first')
    await pass()
    expect(sheet.store.getState()).toMatchObject({ sources: ['/media/A002'], offload: null, starting: false })
    sheet.begin(['/media/A003'])
    void sheet.start()
    sheet.begin(['/media/A004'])
    starts[1]!.refuse('RAID_A is full.')
    await pass()
    expect(sheet.store.getState()).toMatchObject({ sources: ['/media/A004'], refused: null, error: null })
    expect(said).toEqual(['RAID_A is full.'])
  })

  it('can be pressed again after a start that was refused', async () => {
    const { sheet, starts } = desk()
    sheet.begin(['/media/A001'])
    const first = sheet.start()
    starts[0]!.refuse('The engine is starting again.')
    await first
    expect(sheet.store.getState()).toMatchObject({
      refused: 'The engine is starting again.',
      error: null,
      starting: false,
    })
    const second = sheet.start()
    starts[1]!.answer('one')
    await second
    expect(sheet.store.getState()).toMatchObject({ refused: null, offload: { id: 'one' } })
  })

  it('asks again about a part of a card when another source comes', () => {
    const { sheet } = desk()
    sheet.begin(['/media/A001/CLIP'])
    sheet.wish({ insist: true })
    sheet.begin(['/media/A001/CLIP'])
    expect(sheet.store.getState().wish.insist).toBe(false)
    sheet.wish({ insist: true })
    sheet.store.setState({ choosing: 'source' })
    sheet.chosen('/media/A002/CLIP')
    expect(sheet.store.getState()).toMatchObject({
      sources: ['/media/A001/CLIP', '/media/A002/CLIP'],
      wish: { insist: false },
    })
  })
})
