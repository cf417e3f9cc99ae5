/**
 * Every procedure of the contract, over every transport: it answers, its answer has the promised form, and its errors
 * come back as what they are.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toRushesError, type EngineClient } from '../../shared/contract/client.ts'
import { RushesError } from '../../shared/model/errors.ts'
import { newId } from '../../shared/util/ids.ts'
import { CALLS, groundOf, PROCEDURES, type Ground } from '../helpers/contract-calls.ts'
import { testLibrary, type TestLibrary } from '../helpers/library.ts'
import { TRANSPORTS } from '../helpers/transports.ts'

describe('the contract', () => {
  it('has a call here for every procedure', () => {
    expect(Object.keys(CALLS).toSorted()).toEqual(PROCEDURES.map((one) => one.name).toSorted())
  })
})

describe.each(Object.keys(TRANSPORTS))('over %s', (transport) => {
  let library: TestLibrary
  let ground: Ground
  const carried: Record<'person' | 'shell', { client: EngineClient; close(): Promise<void> }> = {} as never

  beforeAll(async () => {
    library = await testLibrary()
    ground = await groundOf(library)
    carried.person = await TRANSPORTS[transport]!(library.engine, 'person')
    carried.shell = await TRANSPORTS[transport]!(library.engine, 'shell')
  })
  afterAll(async () => {
    await carried.person.close()
    await carried.shell.close()
    await library[Symbol.asyncDispose]()
  })

  it.each(PROCEDURES)('$name answers in the promised form', async ({ name, output }) => {
    const answer = await CALLS[name]!((name.startsWith('shell.') ? carried.shell : carried.person).client, ground)
    expect(output === undefined || answer === undefined || output.safeParse(answer).success).toBe(true)
  })

  it('an error of the engine comes back with its code and its sentence', async () => {
    const error = await carried.person.client.assets.list({ query: 'colour:red' }).then(() => undefined, toRushesError)
    expect(error).toBeInstanceOf(RushesError)
    expect(error).toMatchObject({ code: 'query.unknown', details: { token: 'colour:red' } })
    expect(error?.message).toMatch(/^“colour” is not a field\./)
  })

  it('a request of the wrong form is refused before the engine sees it', async () => {
    const error = await carried.person.client.assets.get({ id: 'not an id' }).then(() => undefined, toRushesError)
    expect(error).toMatchObject({ code: 'usage', exit: 2 })
  })

  it('a window may not ask for paths', async () => {
    const error = await carried.person.client.shell
      .originals({ ids: [ground.assetId] })
      .then(() => undefined, toRushesError)
    expect(error).toMatchObject({ code: 'forbidden', exit: 1, details: { right: 'shell' } })
  })

  it('the same command twice is done once', async () => {
    const opId = newId()
    const make = () => carried.person.client.collections.create({ opId, name: `Once over ${transport}` })
    const [one, two] = [await make(), await make()]
    expect(two.id).toBe(one.id)
    expect(
      (await carried.person.client.collections.list({})).filter(
        (collection) => collection.name === `Once over ${transport}`,
      ),
    ).toHaveLength(1)
  })

  it('a stream that is let go of ends in the engine', async () => {
    const abort = new AbortController()
    const stream = await carried.person.client.engine.activity({}, { signal: abort.signal })
    await stream.next()
    abort.abort()
    await expect(
      stream.next().then(
        (step) => step.done,
        () => true,
      ),
    ).resolves.toBe(true)
  })
})
