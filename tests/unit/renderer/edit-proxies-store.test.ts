/**
 * The sheet of edit proxies as the window holds it: a plan that keeps up with the choice, jobs followed to their ends.
 */
import { describe, expect, it } from 'vitest'
import type { EditPlan } from '../../../shared/model/edit-proxies.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import type { Topic } from '../../../shared/model/work.ts'
import type { Library } from '../../../renderer/features/library/index.ts'
import { createEditProxies } from '../../../renderer/features/edit-proxies/index.ts'
import { createView } from '../../../renderer/features/library/view.ts'
import { testClock } from '../../helpers/test-clock.ts'

type Told = Partial<JobDetail> & Pick<JobDetail, 'state'>
const PRESET = {
  name: 'prores-proxy',
  title: 'ProRes Proxy',
  about: '',
  params: { format: 'prores-proxy', divide: null, reel: null },
  builtIn: true,
}
const planOf = (names: readonly string[]): EditPlan => ({
  rows: names.map((name) => ({
    assetId: name,
    name,
    state: 'ready',
    target: `${name}.mov`,
    width: 1920,
    height: 1080,
    bytes: 100,
    already: null,
    why: null,
  })),
  counts: { ready: names.length, there: 0, conflict: 0, impossible: 0, away: 0 },
  bytes: 100 * names.length,
  seconds: null,
  free: null,
})
const done = (path: string): Told => ({ state: 'done', result: { path, bytes: 1, there: false, links: [] } })

/** An engine that plans what it is asked for, and tells of each job what `jobs` holds. */
function engine() {
  const asked: { ids: readonly string[] | null; query: string; to: string | null }[] = []
  const said: string[] = []
  const cancelled: string[] = []
  const jobs = new Map<string, { told: Told[]; broken?: boolean }>()
  const state = { missing: false, held: [] as string[] }
  const listeners = new Map<Topic, () => void>()
  const plan = async (wish: (typeof asked)[number]): Promise<EditPlan> => {
    asked.push(wish)
    if (state.missing) throw new RushesError('destination.missing', 'There is no folder /P. Make it.')
    return planOf(wish.ids ?? ['all'])
  }
  const client = {
    editProxies: {
      presets: async () => [PRESET],
      plan,
      start: async (wish: (typeof asked)[number]) => ({
        ...(await plan(wish)),
        jobs: (wish.ids ?? ['all']).map((id) => `job-${id}`),
      }),
    },
    jobs: {
      list: async () => state.held.map((id) => ({ id })),
      cancel: async ({ ids }: { ids: string[] }) => {
        cancelled.push(...ids)
      },
      watch: async function* ({ id }: { id: string }) {
        const one = jobs.get(id)
        if (one === undefined) throw new RushesError('not_found', 'That piece of work is not in the list any more.')
        for (const told of one.told) yield { subject: id.slice(4), progress: 0, heldBy: null, error: null, ...told }
        if (one.broken === true) throw new RushesError('engine.unavailable', 'The engine ended.')
      },
    },
  }
  const toasts = {
    say: (text: string) => said.push(text),
    fail: (text: string) => said.push(`failed: ${text}`),
  }
  const view = createView(null)
  const library = {
    connection: { client },
    freshness: {
      on: (topics: readonly Topic[], listener: () => void) => {
        for (const topic of topics) listeners.set(topic, listener)
        return () => undefined
      },
    },
    view,
    pages: { store: { getState: () => ({ total: 48, exact: true }) } },
    actions: {
      run: async (command: (opId: string) => Promise<unknown>) => {
        await command('op')
        return true
      },
    },
    toasts,
  } as unknown as Library
  return { proxies: createEditProxies(library), asked, said, cancelled, jobs, state, view, listeners }
}

const pass = testClock()
/** Longer than the store waits for the next change of the choice. */
const DEBOUNCE_MS = 220

async function planned(made: ReturnType<typeof engine>, ids: readonly string[]): Promise<void> {
  made.proxies.ask(ids)
  await pass()
  made.proxies.choose({ folder: '/P' })
  await pass(DEBOUNCE_MS)
}

describe('the plan', () => {
  it('is asked for once a folder is chosen, and once for changes that come together', async () => {
    const made = engine()
    made.proxies.ask(['a', 'b'])
    await pass(DEBOUNCE_MS)
    expect(made.asked).toEqual([])
    made.proxies.choose({ folder: '/P' })
    made.proxies.choose({ divide: 2 })
    await pass(DEBOUNCE_MS)
    expect(made.asked).toMatchObject([{ ids: ['a', 'b'], query: '', to: '/P', params: { divide: 2 } }])
    expect(made.proxies.store.getState().plan?.counts.ready).toBe(2)
    // The folder is for next time; a size was meant for these clips.
    expect(made.view.store.getState().editProxies).toEqual({ preset: 'prores-proxy', where: 'folder', folder: '/P' })
    made.proxies.close()
    made.proxies.ask(['c'])
    expect(made.proxies.store.getState().choice).toMatchObject({ folder: '/P', divide: null })
  })

  it('is of all that the search finds when nothing is selected', async () => {
    const made = engine()
    made.view.search('roll:A003')
    await planned(made, [])
    expect(made.asked).toMatchObject([{ ids: null, query: 'roll:A003' }])
    expect(made.proxies.store.getState().scope).toEqual({ ids: null, query: 'roll:A003', total: 48 })
  })

  it('says that the folder is missing, and is made anew when a drive comes', async () => {
    const made = engine()
    made.state.missing = true
    await planned(made, ['a'])
    expect(made.proxies.store.getState()).toMatchObject({ plan: null, error: 'There is no folder /P. Make it.' })
    made.state.missing = false
    made.listeners.get('volumes')!()
    await pass(DEBOUNCE_MS)
    expect(made.proxies.store.getState()).toMatchObject({ plan: { counts: { ready: 1 } }, error: null })
  })
})

describe('what is being made', () => {
  it('is followed to its end, also of more jobs than are listened to at once', async () => {
    const made = engine()
    const ids = Array.from({ length: 11 }, (_, at) => `c${at}`)
    for (const id of ids) made.jobs.set(`job-${id}`, { told: [{ state: 'running' }, done(`/P/${id}.mov`)] })
    await planned(made, ids)
    await made.proxies.start()
    await pass()
    const { rows, shown } = made.proxies.store.getState()
    expect(shown).toBe('made')
    expect(rows.map(({ name, state, result }) => [name, state, result?.path])).toEqual(
      ids.map((id) => [id, 'done', `/P/${id}.mov`]),
    )
    // Somebody looks at the sheet: no message says it again.
    expect(made.said).toEqual([])
  })

  it('tells its end when the sheet is closed, and a failure as such', async () => {
    const made = engine()
    made.jobs.set('job-a', { told: [done('/P/a.mov')] })
    made.jobs.set('job-b', { told: [{ state: 'failed', error: { code: 'disk.full', message: '/P is full.' } }] })
    await planned(made, ['a', 'b'])
    const starting = made.proxies.start()
    made.proxies.close()
    await starting
    await pass()
    expect(made.said).toEqual(['failed: 1 proxy made. 1 failed.'])
  })

  it('waits for a drive without asking on, and is taken up when it is there again', async () => {
    const made = engine()
    made.state.held = ['job-a']
    made.jobs.set('job-a', { told: [{ state: 'held', heldBy: 'Waits for RAID_A' }] })
    await planned(made, ['a'])
    await made.proxies.start()
    await pass()
    expect(made.proxies.store.getState().rows).toMatchObject([{ state: 'held', said: 'Waits for RAID_A' }])
    made.state.held = []
    made.jobs.set('job-a', { told: [done('/P/a.mov')] })
    made.listeners.get('jobs')!()
    await pass(1000)
    expect(made.proxies.store.getState().rows).toMatchObject([{ state: 'done' }])
  })

  it('is taken up again after the engine was away; one that it no longer knows is told', async () => {
    const made = engine()
    for (const id of ['a', 'b']) made.jobs.set(`job-${id}`, { told: [{ state: 'running' }], broken: true })
    await planned(made, ['a', 'b'])
    await made.proxies.start()
    await pass()
    expect(made.proxies.store.getState().rows.map(({ state }) => state)).toEqual(['running', 'running'])
    made.jobs.set('job-a', { told: [done('/P/a.mov')] })
    made.jobs.delete('job-b')
    made.listeners.get('jobs')!()
    await pass(1000)
    expect(made.proxies.store.getState().rows).toMatchObject([
      { state: 'done' },
      { state: 'failed', said: 'That piece of work is not in the list any more.' },
    ])
  })

  it('is shown first when the sheet is asked for again, and takes more beside it', async () => {
    const made = engine()
    made.state.held = ['job-a']
    made.jobs.set('job-a', { told: [{ state: 'held' }] })
    made.jobs.set('job-b', { told: [done('/P/b.mov')] })
    await planned(made, ['a'])
    await made.proxies.start()
    made.proxies.close()
    made.proxies.ask(['b'])
    await pass()
    expect(made.proxies.store.getState()).toMatchObject({ open: true, shown: 'made' })
    made.proxies.show('choice')
    await pass(DEBOUNCE_MS)
    expect(made.proxies.store.getState()).toMatchObject({ shown: 'choice', scope: { ids: ['b'] } })
    await made.proxies.start()
    await pass()
    expect(made.proxies.store.getState().rows.map(({ name, state }) => [name, state])).toEqual([
      ['a', 'held'],
      ['b', 'done'],
    ])
    await made.proxies.stop()
    expect(made.cancelled).toEqual(['job-a'])
  })
})
