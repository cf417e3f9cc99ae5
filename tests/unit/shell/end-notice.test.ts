/**
 * What the notification at the end of an offload says.
 */
import { describe, expect, it } from 'vitest'
import { endedSince, endNotice } from '../../../electron/main/end-notice.ts'
import type { Offload } from '../../../shared/model/offload.ts'

const offload = (change: Partial<Offload>): Offload =>
  ({ id: 'a', name: 'A001', state: 'done', verdict: null, error: null, ejected: [], ...change }) as Offload

describe('the notice at the end', () => {
  it('says the verdict, and when the card may be pulled', () => {
    const verdict = {
      safeToFormat: true,
      verified: true,
      sentence: 'Safe to format: every file is on two disks.',
      reasons: [],
      devices: 2,
    }
    expect(
      endNotice(offload({ verdict, ejected: [{ label: 'CARD', ok: true, message: 'CARD is ejected.' }] })),
    ).toEqual({ title: 'A001', body: 'Safe to format: every file is on two disks. CARD is ejected.' })
  })

  it('says what cut it off, and nothing of what a person stopped', () => {
    expect(
      endNotice(offload({ state: 'parked', error: { code: 'source.missing', message: 'The card is gone.' } }))?.body,
    ).toBe('The card is gone.')
    expect(endNotice(offload({ state: 'parked' }))).toBeNull()
  })

  it('is for those that ran and do not any more', () => {
    expect(
      endedSince([offload({ id: 'a' }), offload({ id: 'b' })], [offload({ id: 'b' }), offload({ id: 'c' })]),
    ).toEqual(['a'])
  })
})
