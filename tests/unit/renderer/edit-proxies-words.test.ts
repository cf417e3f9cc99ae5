/**
 * Edit proxies as the window words them: the plan, how far they are, how they ended, and who links them.
 */
import { describe, expect, it } from 'vitest'
import {
  editParamsSchema,
  type EditPlan,
  type EditPlanRow,
  type LinkVerdict,
} from '../../../shared/model/edit-proxies.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { reelFault, standsAgainst, wishOf, type Choice } from '../../../renderer/features/edit-proxies/proxy-choice.ts'
import {
  currentOf,
  endText,
  heard,
  inOrder,
  rowsOf,
  shareOf,
  type ProxyRow,
} from '../../../renderer/features/edit-proxies/proxy-rows.ts'
import {
  isTight,
  linksText,
  planText,
  roomText,
  scopeText,
  startText,
  verdictText,
} from '../../../renderer/features/edit-proxies/proxy-words.ts'

const plain = (text: string): string => text.replaceAll('\u00a0', ' ')
const none = { ready: 0, there: 0, conflict: 0, impossible: 0, away: 0 }
const planRow = (assetId: string, more: Partial<EditPlanRow> = {}): EditPlanRow => ({
  assetId,
  name: assetId,
  state: 'ready',
  already: null,
  target: `A003/${assetId}.mov`,
  width: 1920,
  height: 1080,
  bytes: 100,
  why: null,
  ...more,
})
const plan = (more: Partial<EditPlan>): EditPlan => ({
  rows: [],
  counts: none,
  bytes: 0,
  seconds: null,
  free: null,
  ...more,
})
const row = (id: string, more: Partial<ProxyRow> = {}): ProxyRow => ({
  id,
  name: id,
  weight: 1,
  state: 'waiting',
  progress: 0,
  said: null,
  result: null,
  ...more,
})
const verdicts = (...linking: readonly string[]): LinkVerdict[] =>
  (['resolve', 'premiere', 'final-cut', 'avid'] as const).map((editor) => ({
    editor,
    links: linking.includes(editor),
    why: linking.includes(editor) ? [] : ['It has no tape name.'],
  }))
const made = (id: string, there: boolean, links = verdicts('resolve', 'premiere')): ProxyRow =>
  row(id, { state: 'done', progress: 1, result: { path: `/P/${id}.mov`, bytes: 100, there, links } })
const job = (more: Partial<JobDetail>): JobDetail => ({
  id: '01',
  kind: 'edit-proxy',
  assetId: 'a',
  subject: 'A003C001',
  about: { kind: 'asset', id: 'a' },
  state: 'running',
  heldBy: null,
  progress: 0.4,
  done: 0.4,
  total: 1,
  unit: 'share',
  at: null,
  speed: null,
  secondsLeft: null,
  attempts: 1,
  error: null,
  createdAt: 0,
  finishedAt: null,
  command: null,
  log: null,
  params: null,
  checkpoint: null,
  result: null,
  ...more,
})

describe('what is meant', () => {
  it('is the selection, or all that was found, which is said', () => {
    expect(scopeText({ ids: ['a'], query: '', total: 1 })).toBe('The selected clip')
    expect(scopeText({ ids: ['a', 'b'], query: '', total: 2 })).toBe('The 2 selected clips')
    expect(plain(scopeText({ ids: null, query: 'roll:A003', total: 48 }))).toBe(
      'Nothing is selected: all 48 clips found by “roll:A003”',
    )
    expect(plain(scopeText({ ids: null, query: '', total: null }))).toBe('Nothing is selected: all clips')
    expect(scopeText({ ids: null, query: 'A003C001', total: 1 })).toBe(
      'Nothing is selected: the clip found by “A003C001”',
    )
  })

  it('is a part where it is more than the engine takes at once', () => {
    expect(plain(scopeText({ ids: null, query: '', total: 31_000 }))).toBe(
      'The first 20,000 clips of 31,000: make the others afterwards',
    )
  })
})

describe('the choice', () => {
  const presets = [
    {
      name: 'dnxhr-lb',
      title: 'DNxHR',
      about: '',
      params: { format: 'dnxhr-lb' as const, divide: 2 as const, reel: null, burn: null, clip: null },
      builtIn: true,
    },
  ]
  const choice: Choice = {
    preset: 'dnxhr-lb',
    where: 'folder',
    folder: '/P',
    divide: null,
    reel: '',
    burn: { timecode: false, name: false, frame: false, text: '' },
    sound: null,
  }

  it('asks for what the preset says, and what is chosen on top of it', () => {
    expect(wishOf({ ids: null, query: 'circled', total: 3 }, choice, presets)).toEqual({
      query: 'circled',
      ids: null,
      params: { format: 'dnxhr-lb', divide: 2, reel: null, burn: null, clip: null },
      to: '/P',
      sound: null,
    })
    const other = wishOf(
      { ids: ['a'], query: '', total: 1 },
      { ...choice, where: 'beside', divide: 4, reel: ' A003 ', sound: 'fit-drift' },
      presets,
    )
    expect(other).toEqual({
      query: '',
      ids: ['a'],
      params: { ...editParamsSchema.parse({}), format: 'dnxhr-lb', divide: 4, reel: 'A003' },
      to: null,
      sound: 'fit-drift',
    })
  })

  it('draws what the preset draws and what is chosen, and nothing into sound alone', () => {
    const drawn = { ...choice.burn, timecode: true, text: ' For editing ' }
    const wanted = { timecode: true, name: false, frame: true, text: 'For editing', watermark: null }
    const burnt = presets.map((one) => ({
      ...one,
      params: { ...one.params, burn: { ...wanted, timecode: false, text: 'Dailies' } },
    }))
    const burnOf = (of: typeof choice.burn, from: Parameters<typeof wishOf>[2]) =>
      wishOf({ ids: null, query: '', total: 1 }, { ...choice, burn: of }, from).params.burn
    expect(burnOf(drawn, burnt)).toEqual(wanted)
    expect(burnOf(choice.burn, burnt)).toMatchObject({ frame: true, text: 'Dailies' })
    expect(burnOf(choice.burn, presets)).toBeNull()
    const sound = presets.map((one) => ({ ...one, params: { ...one.params, format: 'wav' as const } }))
    expect(burnOf(drawn, sound)).toBeNull()
    expect(standsAgainst({ ...choice, burn: { ...drawn, text: 'x'.repeat(101) } }, presets)).toContain('100 characters')
  })

  it('needs a folder, or none beside the clips, and a tape name of plain letters', () => {
    expect(standsAgainst(choice, presets)).toBeNull()
    expect(standsAgainst({ ...choice, folder: null }, presets)).toBe('Choose the folder that takes them.')
    expect(standsAgainst({ ...choice, folder: null, where: 'beside' }, presets)).toBeNull()
    expect(standsAgainst(choice, [])).toBe('The presets are being read.')
    expect(['', ' A003 ', 'x'.repeat(32)].map(reelFault)).toEqual([null, null, null])
    for (const reel of ['Rolle Ü', 'x'.repeat(33)]) expect(reelFault(reel)).toMatch(/^A tape name holds up to 32/)
  })
})

describe('the plan', () => {
  it('counts what is made, what is there and what can’t be made', () => {
    expect(planText(plan({ counts: { ...none, ready: 46, there: 2, conflict: 1, impossible: 1, away: 1 } }))).toBe(
      '46 to make · 2 there already · 3 can’t be made',
    )
    expect(planText(plan({}))).toBe('0 to make')
    expect(planText(plan({ counts: { ...none, away: 1 } }))).toBe('1 can’t be made')
  })

  it('says about how much room they take, and when that is hardly there', () => {
    const counts = { ...none, ready: 1 }
    expect(plain(roomText(plan({ counts, bytes: 12e9, free: 2e12 })))).toBe('about 12 GB of 2 TB free')
    expect(plain(roomText(plan({ counts, bytes: 12e9, free: 2e9 })))).toBe(
      'about 12 GB of 2 GB free: they will hardly fit, and wait when the drive is full',
    )
    expect(plain(roomText(plan({ counts, bytes: 12e9 })))).toBe('about 12 GB')
    expect(plain(roomText(plan({ counts, bytes: 12e9, seconds: 7500 })))).toBe('about 12 GB · about 2 h 5 min')
    expect(roomText(plan({ free: 2e12 }))).toBe('')
    expect([isTight({ bytes: 2, free: 1 }), isTight({ bytes: 1, free: 1 }), isTight({ bytes: 2, free: null })]).toEqual(
      [true, false, false],
    )
  })

  it('names the button by what it does', () => {
    const named = (counts: Partial<EditPlan['counts']>): string =>
      plain(startText(plan({ counts: { ...none, ...counts } })))
    expect([named({ ready: 1 }), named({ ready: 3, there: 2 }), named({ there: 2 }), named({ away: 1 })]).toEqual([
      'Make 1 proxy',
      'Make 3 proxies',
      'Check 2 proxies',
      'Make proxies',
    ])
    expect(startText(null)).toBe('Make proxies')
  })
})

describe('proxies that are made', () => {
  it('are named by the plan until their job is heard of, past the rows that can’t be made', () => {
    const rows = rowsOf(
      ['1', '2', '3'],
      plan({
        rows: [
          planRow('x', { state: 'away', why: 'Connect RAID_A to make it.' }),
          planRow('a'),
          planRow('b', { state: 'there' }),
        ],
        counts: { ...none, ready: 2, there: 1, away: 1 },
        bytes: 300,
      }),
    )
    expect(rows.map(({ id, name, weight }) => [id, name, weight])).toEqual([
      ['1', 'a', 100],
      ['2', 'b', 1],
      ['3', '', 150],
    ])
  })

  it('stand as their jobs do', () => {
    expect(heard(row('1'), job({}))).toMatchObject({ name: 'A003C001', state: 'running', progress: 0.4, said: null })
    expect(heard(row('1'), job({ state: 'held', heldBy: 'Waits for RAID_A' })).said).toBe('Waits for RAID_A')
    expect(heard(row('1'), job({ state: 'failed', error: { code: 'disk.full', message: 'P is full.' } })).said).toBe(
      'P is full.',
    )
    expect(heard(row('1'), job({ state: 'waiting', error: { code: 'disk.io', message: 'P is slow.' } })).said).toBe(
      'P is slow. It is tried again.',
    )
    const result = { path: '/P/a.mov', bytes: 5, there: false, links: verdicts('resolve') }
    expect(heard(row('1'), job({ state: 'done', result })).result).toEqual(result)
  })

  it('are counted by their bytes; one that failed is over, too', () => {
    const rows = [
      row('1', { weight: 300, state: 'done', progress: 1 }),
      row('2', { weight: 100, state: 'running', progress: 0.5 }),
      row('3', { weight: 100, state: 'failed', progress: 0.1 }),
    ]
    expect(shareOf(rows)).toBe(0.9)
    expect(shareOf([])).toBe(0)
  })

  it('show first what somebody has to look at, and else keep their order', () => {
    const rows = [row('1'), row('2', { state: 'failed' }), row('3', { state: 'done' }), row('4', { state: 'held' })]
    expect(inOrder(rows).map(({ id }) => id)).toEqual(['2', '4', '1', '3'])
  })

  it('say what goes on, or why nothing does', () => {
    expect(currentOf([row('1'), row('2', { state: 'running', progress: 0.3 })])).toEqual({
      name: '2',
      progress: 0.3,
      said: null,
    })
    expect(currentOf([row('1', { state: 'held', said: 'Waits for RAID_A' })])?.said).toBe('Waits for RAID_A')
    expect(currentOf([row('1', { state: 'done' })])).toBeNull()
  })

  it('say how they ended', () => {
    expect(endText([made('1', false), made('2', true), row('3', { state: 'failed' })])).toBe(
      '1 proxy made, 1 was there already. 1 failed.',
    )
    expect(endText([made('1', true), made('2', true)])).toBe('2 were there already.')
    expect(endText([row('1', { state: 'cancelled' })])).toBe('No proxy made. 1 cancelled.')
  })
})

describe('the verdict', () => {
  it('is one sentence an editing system, with the reasons', () => {
    expect(verdicts('resolve').map(verdictText).slice(0, 2)).toEqual([
      'Resolve links it',
      'Premiere does not link it. It has no tape name.',
    ])
    const caution = 'The original’s frames are not evenly spaced: convert it before the edit.'
    expect(verdictText({ editor: 'resolve', links: true, why: [], cautions: [caution] })).toBe(
      `Resolve links it. ${caution}`,
    )
  })

  it('is summed up over all: who links all, some, none', () => {
    expect(linksText([row('1')])).toBe('')
    expect(linksText([made('1', false, verdicts('resolve', 'premiere', 'final-cut', 'avid'))])).toBe(
      'Resolve, Premiere, Final Cut and Avid link it.',
    )
    expect(linksText([made('1', false, verdicts('resolve'))])).toBe(
      'Resolve links it. Premiere, Final Cut and Avid do not.',
    )
    expect(
      linksText([
        made('1', false, verdicts('resolve', 'premiere', 'avid')),
        made('2', false, verdicts('resolve', 'premiere')),
      ]),
    ).toBe('Resolve and Premiere link all. Avid links 1 of 2. Final Cut links none.')
  })
})
