/**
 * Which offloads may run side by side, and what an ended one is announced as.
 */
import { describe, expect, it } from 'vitest'
import {
  laneOf,
  lanesOf,
  nextInLanes,
  type LaneUse,
  type Queued,
} from '../../../electron/engine/domain/offload/offload-lanes.ts'
import { requestOf } from '../../../electron/engine/events/announce.ts'
import { settingsSchema } from '../../../shared/model/work.ts'

const use = (key: string, alone = true): LaneUse => ({ key, label: key, alone })
const queued = (id: string, ...uses: LaneUse[]): Queued => ({ id, name: id, uses })
const volume = (mountPoint: string, rotational: boolean | null, kind: 'external' | 'memory' = 'external') => ({
  physicalDevice: `disk:${mountPoint}`,
  device: null,
  mountPoint,
  label: null,
  kind,
  rotational,
})

describe('lanes', () => {
  it('keep two offloads from one spindle, and let different disks run side by side', () => {
    const { begin, waitsFor } = nextInLanes(
      [queued('A', use('reader1'), use('raid'))],
      [queued('B', use('reader2'), use('raid')), queued('C', use('reader3'), use('shuttle'))],
    )
    expect(begin).toEqual(['C'])
    expect(waitsFor.get('B')).toBe('Waits for A, which uses raid.')
  })

  it('are shared on solid state and in memory', () => {
    expect([
      laneOf(volume('/ssd', false)).alone,
      laneOf(volume('/hdd', true)).alone,
      laneOf(volume('/new', null)).alone,
      laneOf(volume('/ram', null, 'memory')).alone,
    ]).toEqual([false, true, true, false])
    expect(nextInLanes([queued('A', use('ssd', false))], [queued('B', use('ssd', false))]).begin).toEqual(['B'])
  })

  it('let nobody overtake on a device that someone before waits for', () => {
    const { begin, waitsFor } = nextInLanes(
      [queued('A', use('raid'))],
      [queued('B', use('raid'), use('shuttle')), queued('C', use('shuttle'))],
    )
    expect(begin).toEqual([])
    expect(waitsFor.get('C')).toContain('Waits for B')
  })

  it('are left to others by a drive that rests, and count each disk once', () => {
    const plan = {
      sourceVolume: volume('/card', null),
      destinations: [{ volume: volume('/a', true) }, { volume: volume('/b', true) }, { volume: volume('/a', true) }],
    } as unknown as Parameters<typeof lanesOf>[0]
    expect(lanesOf(plan).map((one) => one.label)).toEqual(['/card', '/a', '/b'])
    expect(lanesOf(plan, [1]).map((one) => one.label)).toEqual(['/card', '/a'])
  })
})

describe('an announcement', () => {
  it('is a text with a title for ntfy, also beyond ASCII, and an object for anything else', () => {
    const said = { title: 'A001: Safe to format', text: 'RAID: 3 of 3 verified', urgent: false }
    expect(requestOf(said, 'ntfy')).toEqual({
      headers: { 'content-type': 'text/plain; charset=utf-8', title: said.title, priority: 'default' },
      body: said.text,
    })
    expect(requestOf({ ...said, title: 'Köln', urgent: true }, 'ntfy').headers).toMatchObject({
      title: '=?UTF-8?B?S8O2bG4=?=',
      priority: 'high',
    })
    expect(JSON.parse(requestOf(said, 'json').body)).toEqual({ ...said, from: 'Rushes' })
  })

  it.each([
    ['https://ntfy.sh/my-topic', true],
    ['https://hooks.example.com:8443/a?b=c', true],
    ['', true],
    ['http://127.0.0.1:9000/x', true],
    ['http://ntfy.sh/topic', false],
    ['https://user:secret@host/x', false],
    ['file:///etc/passwd', false],
    ['ntfy.sh/topic', false],
  ])('goes to %j: %s', (url, allowed) => {
    expect(settingsSchema.shape.notifyUrl.safeParse(url).success).toBe(allowed)
  })
})
