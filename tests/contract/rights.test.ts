/**
 * Every procedure of the contract, as every role: what a role has no right to is refused before anything happens, the
 * rest is let through. A procedure that declares no right is refused to everyone.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createProcedureClient, createRouterClient, Procedure } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { query } from '../../shared/contract/base.ts'
import { toRushesError, type EngineClient } from '../../shared/contract/client.ts'
import { RIGHTS, type Right } from '../../shared/model/rights.ts'
import { newId } from '../../shared/util/ids.ts'
import { DESKTOP_APP, type Principal } from '../../electron/engine/auth/principal.ts'
import { createLog } from '../../electron/engine/log.ts'
import { createBuilder } from '../../electron/engine/services/implement.ts'
import { callerWith } from '../helpers/callers.ts'
import { catalogueDigest } from '../helpers/catalogue-digest.ts'
import { CALLS, groundOf, PROCEDURES, type Ground } from '../helpers/contract-calls.ts'
import { scratch, testLibrary, type TestLibrary } from '../helpers/library.ts'

/** Which declared rights each role satisfies: said here once more, so that a slip in the engine's own table shows. */
const ROLES: Readonly<Record<string, readonly Right[]>> = {
  none: [],
  view: ['view'],
  review: ['view', 'review'],
  edit: ['view', 'review', 'edit'],
  admin: ['view', 'review', 'edit', 'admin'],
  shell: ['shell'],
}

type AnyCall = (input: unknown) => Promise<unknown>

let library: TestLibrary
let ground: Ground
/** A whole input of each procedure, as somebody with all rights called it. */
const inputs = new Map<string, object>()

function clientOf(role: string): EngineClient {
  const caller: Principal = role === 'none' ? callerWith('nobody') : callerWith(role, role as Right)
  return createRouterClient(library.engine.router, { context: caller })
}

function procedureOf(client: EngineClient, name: string): AnyCall {
  const [space = '', procedure = ''] = name.split('.')
  return (client as unknown as Record<string, Record<string, AnyCall>>)[space]![procedure]!
}

/** Passes calls on and keeps the first input of each. */
function recording(client: EngineClient): EngineClient {
  return new Proxy(client, {
    get: (_client, space) =>
      new Proxy(
        {},
        {
          get: (_space, procedure) => (input: object, options: unknown) => {
            const name = `${String(space)}.${String(procedure)}`
            if (!inputs.has(name)) inputs.set(name, input)
            return (procedureOf(client, name) as (input: object, options: unknown) => unknown)(input, options)
          },
        },
      ),
  })
}

/** A new call: the same command twice would be answered from memory. */
function freshInput(name: string): object {
  const input = inputs.get(name)!
  return 'opId' in input ? { ...input, opId: newId() } : input
}

/** `answered`, or the code of the error. A stream is let go of at once. */
async function outcomeOf(call: AnyCall, input: unknown): Promise<string> {
  try {
    const answer = (await call(input)) as { return?: () => Promise<unknown> } | undefined
    if (typeof answer?.return === 'function') await answer.return()
    return 'answered'
  } catch (error) {
    return toRushesError(error).code
  }
}

/** Names of all procedures that a role may call, or may not. */
function namesFor(role: string, which: 'allowed' | 'denied'): string[] {
  return PROCEDURES.filter(({ right }) => ROLES[role]!.includes(right) === (which === 'allowed')).map(
    ({ name }) => name,
  )
}

/** What came of calling these as a role, one after the other. */
async function callAll(
  role: string,
  names: readonly string[],
  inputOf: (name: string) => object,
): Promise<Record<string, string>> {
  const client = clientOf(role)
  const outcomes: Record<string, string> = {}
  for (const name of names) outcomes[name] = await outcomeOf(procedureOf(client, name), inputOf(name))
  return outcomes
}

const allForbidden = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, 'forbidden']))

beforeAll(async () => {
  library = await testLibrary()
  ground = await groundOf(library)
  const everything = recording(createRouterClient(library.engine.router, { context: DESKTOP_APP }))
  for (const { name } of PROCEDURES) await CALLS[name]!(everything, ground)
  // From here on nothing goes on by itself that could change the catalogue.
  for (const remote of await library.client.remotes.list({}))
    await library.client.remotes.remove({ opId: newId(), id: remote.id })
})
afterAll(() => library[Symbol.asyncDispose]())

describe('every procedure', () => {
  it('declares a right of the closed set', () => {
    expect(PROCEDURES.filter(({ right }) => !RIGHTS.includes(right)).map(({ name }) => name)).toEqual([])
    expect(PROCEDURES.length).toBeGreaterThan(100)
  })

  it('was called here with a whole input', () => {
    expect([...inputs.keys()].toSorted()).toEqual(PROCEDURES.map(({ name }) => name).toSorted())
  })

  it.each(Object.keys(ROLES))('as %s: is forbidden without its right, before anything happens', async (role) => {
    const names = namesFor(role, 'denied')
    const before = catalogueDigest(library.folder.database)
    // What `assets.set` takes from a reviewer has tests of its own below.
    const outcomes = await callAll(role, names, (name) =>
      name === 'assets.set'
        ? { opId: newId(), ids: [ground.assetId], changes: { scene: 'not theirs' } }
        : freshInput(name),
    )
    expect(outcomes).toEqual(allForbidden(names))
    expect(catalogueDigest(library.folder.database)).toEqual(before)
  })

  it.each(Object.keys(ROLES))(
    'as %s: a wrong input is forbidden too, so nobody learns of a procedure what they may not call',
    async (role) => {
      const names = namesFor(role, 'denied')
      expect(await callAll(role, names, () => ({ nonsense: true }))).toEqual(allForbidden(names))
    },
  )

  it.each(Object.keys(ROLES))('as %s: is let through with its right', async (role) => {
    const outcomes = await callAll(role, namesFor(role, 'allowed'), freshInput)
    // What was done once may be answered with another error the second time, never with these.
    expect(Object.entries(outcomes).filter(([, outcome]) => outcome === 'forbidden' || outcome === 'internal')).toEqual(
      [],
    )
  })
})

describe('assets.set', () => {
  const set = (role: string, input: object): Promise<string> =>
    outcomeOf(procedureOf(clientOf(role), 'assets.set'), { opId: newId(), ids: [ground.assetId], ...input })

  it('takes ratings and circles from a reviewer', async () => {
    expect(await set('review', { changes: { rating: 4, circled: true, noGood: false } })).toBe('answered')
    expect(await library.client.assets.get({ id: ground.assetId })).toMatchObject({ rating: 4, circled: true })
    expect(await set('view', { changes: { rating: 4 } })).toBe('forbidden')
  })

  it.each([
    ['another field', { changes: { scene: '1' } }],
    ['another field beside a rating', { changes: { rating: 1, name: 'x' } }],
    ['a field that is none', { changes: { rating: 1, owner: 'me' } }],
    ['something beside the changes', { changes: { rating: 1 }, query: '' }],
  ])('takes %s only from an editor', async (_what, input) => {
    expect(await set('review', input)).toBe('forbidden')
    expect(await set('edit', input)).toBe('answered')
  })
})

describe('a procedure that declares no right', () => {
  it('does not compile', () => {
    // @ts-expect-error -- the right is missing
    expect(query()['~orpc'].meta.right).toBeUndefined()
  })

  it.each([
    ['no right', { kind: 'query' }],
    ['no meta at all', {}],
    ['a right that is none', { kind: 'query', right: 'everything' }],
  ])('with %s is refused to everyone', async (_what, meta) => {
    using place = scratch()
    const { log, close } = createLog(place.dir, 'silent')
    let ran = false
    const real = createBuilder(log).places.list.handler(() => {
      ran = true
      return { path: null, parent: null, places: [], truncated: false }
    })
    const call = (procedure: typeof real): Promise<string> =>
      outcomeOf(createProcedureClient(procedure, { context: DESKTOP_APP, path: ['places', 'list'] }) as AnyCall, {
        path: null,
      })
    expect(await call(new Procedure({ ...real['~orpc'], meta: meta as never }) as unknown as typeof real)).toBe(
      'forbidden',
    )
    expect(ran).toBe(false)
    expect(await call(real)).toBe('answered')
    expect(ran).toBe(true)
    await close()
  })
})

describe('notes', () => {
  const addAs = async (caller: Principal) =>
    createRouterClient(library.engine.router, { context: caller }).notes.add({
      opId: newId(),
      assetId: ground.assetId,
      frame: null,
      text: 'who wrote this?',
    })

  it('are signed with the name of the caller, not with the settings', async () => {
    await library.client.settings.set({ opId: newId(), changes: { author: 'Ines' } })
    const note = await addAs(callerWith('Guest of the studio', 'review'))
    expect(note.author).toBe('Guest of the studio')
    const { noteList } = await library.client.assets.get({ id: ground.assetId })
    expect(noteList.find(({ id }) => id === note.id)?.author).toBe('Guest of the studio')
  })

  it('and so are packing lists', async () => {
    const dana = createRouterClient(library.engine.router, { context: callerWith('Dana Ortiz', 'edit') })
    const { path } = await dana.mhl.flatten({
      opId: newId(),
      path: join(ground.drive, 'CARD'),
      to: join(library.dir, 'list of Dana'),
    })
    expect(readFileSync(path, 'utf8')).toContain('Dana Ortiz')
  })

  it('of the person of this computer carry the name in the settings, as they are now', async () => {
    for (const author of ['Ines', 'Ines Duarte']) {
      await library.client.settings.set({ opId: newId(), changes: { author } })
      expect(
        (await library.client.notes.add({ opId: newId(), assetId: ground.assetId, frame: null, text: author })).author,
      ).toBe(author)
    }
  })
})
