/**
 * How a remote stands, from what is known of it; and how that is said.
 */
import { describe, expect, it } from 'vitest'
import { remoteState, type RemoteFacts } from '../../../electron/engine/domain/sync/remote-state.ts'
import { createTroubles } from '../../../electron/engine/sync/troubles.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { remoteSentence } from '../../../shared/model/remote-words.ts'
import type { Held, Load, Remote } from '../../../shared/model/sync.ts'

const IDLE: RemoteFacts = {
  paused: false,
  trouble: null,
  sending: false,
  talking: false,
  outgoing: [],
  held: [],
  hours: null,
  hour: 12,
}
const documents = (items: number, bytes: number): Load => ({ cargo: 'documents', items, bytes })
const held = (bytes: number, due = true): Held => ({ reason: 'no connected drive has them', items: 1, bytes, due })
const denied = { code: 'remote.denied', message: 'The keys were refused.' } as const
const away = { code: 'remote.unreachable', message: 'The NAS does not answer.' } as const

describe('the state', () => {
  it.each<[string, Partial<RemoteFacts>, Pick<Remote, 'state' | 'note'>]>([
    ['nothing is due', {}, { state: 'idle', note: null }],
    ['paused', { paused: true, outgoing: [documents(1, 96)] }, { state: 'paused', note: null }],
    ['paused, and bytes still go', { paused: true, sending: true }, { state: 'syncing', note: null }],
    ['bytes go', { sending: true, outgoing: [documents(1, 96)] }, { state: 'syncing', note: null }],
    ['words go', { talking: true }, { state: 'syncing', note: null }],
    ['keys are refused', { trouble: denied, sending: false }, { state: 'asking', note: denied.message }],
    ['it is damaged', { trouble: { code: 'remote.damaged', message: 'x' } }, { state: 'failed', note: 'x' }],
    ['it is away', { trouble: away }, { state: 'waiting', note: away.message }],
    ['it is away, and tried again', { trouble: away, talking: true }, { state: 'syncing', note: null }],
    ['a word is due', { outgoing: [{ cargo: 'metadata', items: 1, bytes: 0 }] }, { state: 'waiting', note: null }],
    [
      'bytes are due and held',
      { outgoing: [documents(1, 96)], held: [held(96)] },
      { state: 'waiting', note: 'no connected drive has them' },
    ],
    ['some are held, some not', { outgoing: [documents(2, 200)], held: [held(96)] }, { state: 'waiting', note: null }],
    [
      'bytes are due at another hour',
      { outgoing: [documents(1, 96)], hours: { from: 22, to: 6 } },
      { state: 'waiting', note: 'sending is limited to 22 to 6 h' },
    ],
    ['what is left can never go', { held: [held(96, false)] }, { state: 'idle', note: null }],
  ])('%s', (_when, facts, state) => {
    expect(remoteState({ ...IDLE, ...facts })).toEqual(state)
  })
})

describe('the sentence', () => {
  const say = { bytes: (count: number) => `${count} B`, moment: () => '17:25' }
  const remote = (changes: Partial<Remote>): Remote => ({
    id: 'x',
    url: 'file:///x',
    kind: 'folder',
    state: 'idle',
    note: null,
    paused: false,
    encrypted: false,
    outgoing: [],
    held: [],
    incoming: [],
    bytesPerSecond: null,
    secondsLeft: null,
    trueAt: 1,
    stored: [],
    rules: {
      posters: true,
      proxies: true,
      documents: true,
      originals: 'none',
      query: '',
      bytesPerSecond: null,
      hours: null,
    },
    ...changes,
  })
  it.each<[Partial<Remote>, number, string]>([
    [{}, 0, 'Synced 17:25'],
    [{}, 2, '2 conflicts · Synced 17:25'],
    [{ trueAt: null }, 0, 'Waiting to sync'],
    [
      { state: 'waiting', note: 'no connected drive has them', outgoing: [documents(1, 96)] },
      1,
      '1 conflict · 96 B waiting because no connected drive has them',
    ],
    [{ state: 'waiting', outgoing: [documents(1, 96)] }, 0, '96 B waiting to sync'],
    [{ state: 'waiting', outgoing: [{ cargo: 'metadata', items: 3, bytes: 0 }] }, 0, '3 changes waiting to sync'],
    [{ state: 'paused', paused: true, outgoing: [documents(1, 96)] }, 0, 'Paused · 96 B waiting'],
    [{ state: 'paused', paused: true }, 0, 'Paused'],
    [{ state: 'waiting', note: 'The NAS does not answer.' }, 0, 'The NAS does not answer.'],
    [{ state: 'asking', note: 'The keys were refused.' }, 0, 'The keys were refused.'],
    [{ state: 'syncing', outgoing: [documents(1, 96)] }, 0, 'Syncing · 96 B to send'],
    [{ held: [held(96, false)] }, 0, '96 B not sent: no connected drive has them · Synced 17:25'],
  ])('%j with %i conflicts: %s', (changes, conflicts, text) => {
    expect(remoteSentence(remote(changes), conflicts, say)).toBe(text)
  })
})

describe('failures of one loop', () => {
  it('wait longer and longer, and are forgotten when a try goes well', () => {
    let now = 0
    const troubles = createTroubles(() => now)
    expect(troubles.isTime()).toBe(true)
    troubles.failed(new RushesError('remote.full', 'It is full.'))
    expect(troubles.isTime()).toBe(false)
    expect(troubles.pause()).toBeGreaterThan(0)
    now += troubles.pause()!
    expect(troubles.isTime()).toBe(true)
    troubles.clear()
    expect([troubles.last(), troubles.pause()]).toEqual([null, null])
  })
})
