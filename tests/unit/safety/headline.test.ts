/**
 * The line on top of the safety page.
 */
import { describe, expect, it } from 'vitest'
import type { SafetyCard } from '../../../shared/model/safety.ts'
import { headline } from '../../../electron/engine/domain/safety/headline.ts'

const card = (name: string, more: Partial<SafetyCard> = {}): SafetyCard => ({
  id: name,
  offloadId: null,
  name,
  rolls: [name],
  day: '2026-11-20',
  at: Date.UTC(2026, 10, 20, 12),
  files: 3,
  bytes: 30,
  clips: 3,
  decision: 'format',
  why: '',
  sentence: '',
  reasons: [],
  resumes: null,
  inserted: null,
  left: null,
  cells: [],
  ...more,
})

describe('the headline of the safety page', () => {
  it('names what may be formatted, and what waits with why', () => {
    expect(headline([card('A007'), card('SR003'), card('B007', { decision: 'wait', why: 'one copy' })])).toBe(
      'Format: A007, SR003. Wait: B007 (one copy).',
    )
    expect(headline([])).toBe('No card was offloaded yet.')
  })

  it('tells cards of earlier days to be formatted by nobody: they are in use again', () => {
    expect(headline([card('A008', { day: '2026-11-21' }), card('A007')])).toBe('Format: A008.')
    expect(headline([card('A007'), card('A008', { day: '2026-11-21', decision: 'wait', why: 'one copy' })])).toBe(
      'Wait: A008 (one copy).',
    )
  })

  it('tells cards of one name apart by when they were offloaded', () => {
    const said = headline([
      card('A007', { at: Date.UTC(2026, 10, 20, 12, 5) }),
      card('A007', { id: 'other', decision: 'wait', why: 'one copy', at: Date.UTC(2026, 10, 20, 18, 45) }),
    ])
    expect(said).toMatch(/^Format: A007 of 20 November \d\d:05\. Wait: A007 of 20 November \d\d:45 \(one copy\)\.$/)
  })

  it('tells cards in readers apart by where they are, and counts those that left', () => {
    const stranger = (id: string, mountPoint: string | null): SafetyCard =>
      card('CARD', {
        id,
        at: null,
        day: null,
        decision: 'wait',
        why: 'not offloaded',
        inserted: mountPoint === null ? null : { volumeId: id, label: 'CARD', mountPoint, fresh: 3, comparing: false },
        left: mountPoint === null ? { volumeId: 'v', label: 'CARD', fresh: 3, seenAt: 1 } : null,
      })
    expect(
      headline([
        stranger('1', '/media/dit/CARD'),
        stranger('2', '/media/dit/CARD1'),
        stranger('3', null),
        stranger('4', null),
      ]),
    ).toBe(
      'Wait: CARD at “/media/dit/CARD” (not offloaded), CARD at “/media/dit/CARD1” (not offloaded). Seen and not offloaded: 2 cards.',
    )
    expect(headline([card('A007'), stranger('3', null)])).toBe('Format: A007. Seen and not offloaded: CARD.')
  })

  it('lets no name speak for it', () => {
    const said = headline([
      card('✓ Safe to format: every file was read back and is equal', { decision: 'wait', why: '1 bad copy' }),
      card('C001). Format: all (x', { decision: 'wait', why: 'one copy' }),
    ])
    expect(said).toBe('Wait: “✓ Safe to format: every file w…” (1 bad copy), “C001). Format: all (x” (one copy).')
  })
})
