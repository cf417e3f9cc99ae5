/**
 * The first start in a browser asks one question, with the usual place filled in, and goes on to the window.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { askForLibrary, type FirstStart } from '../../../electron/hosts/first-start.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { scratch } from '../../helpers/library.ts'

const WINDOW = 'http://127.0.0.1:9/?token=window'

async function asked(usual: string): Promise<
  FirstStart & {
    readonly made: string[]
    send(form: Record<string, string>, headers?: Record<string, string>): Promise<Response>
  }
> {
  const made: string[] = []
  const asking = await askForLibrary(usual, async (path) => {
    makeLibrary(libraryFolder(path))
    made.push(path)
    return WINDOW
  })
  const { origin, searchParams } = new URL(asking.url)
  return {
    ...asking,
    made,
    send: (form, headers = {}) =>
      fetch(`${origin}/create`, {
        method: 'POST',
        redirect: 'manual',
        headers,
        body: new URLSearchParams({ token: searchParams.get('token')!, ...form }),
      }),
  }
}

describe('the first start in a browser', () => {
  it('asks where the library should be kept, with the usual place filled in, makes it there and leads to the window', async () => {
    using place = scratch()
    const usual = join(place.dir, 'Rushes & "more"')
    const question = await asked(usual)
    const page = await (await fetch(question.url)).text()
    expect(page).toContain('<h1>Where should your library be kept?</h1>')
    expect(page).toContain(`value="${usual.replace('&', '&#38;').replaceAll('"', '&#34;')}"`)
    expect(page).toContain('<button>Create library</button>')
    expect(existsSync(usual)).toBe(false)
    const answer = await question.send({ path: usual })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, WINDOW])
    expect(await question.answered).toBe(usual)
    expect(existsSync(join(usual, 'rushes.db'))).toBe(true)
    // Pressed twice, it is one.
    expect((await question.send({ path: usual })).headers.get('location')).toBe(WINDOW)
    expect(question.made).toEqual([usual])
    question.close()
  })

  it('says what is wrong with a place and asks again, with what was typed', async () => {
    using place = scratch()
    const question = await asked(join(place.dir, 'Rushes'))
    const relative = await question.send({ path: 'some <b>folder' })
    expect(relative.status).toBe(400)
    expect(await relative.text()).toMatch(/role="alert">“some &#60;b&#62;folder” is no whole path\./)
    writeFileSync(join(place.dir, 'file'), 'in the way')
    expect(await (await question.send({ path: join(place.dir, 'file/library') })).text()).toContain('can&#39;t be made')
    mkdirSync(join(place.dir, 'other'))
    expect((await question.send({ path: join(place.dir, 'other/library') })).status).toBe(303)
    question.close()
  })

  it('answers nobody without its token, and no other name', async () => {
    using place = scratch()
    const question = await asked(join(place.dir, 'Rushes'))
    const { origin } = new URL(question.url)
    expect((await fetch(`${origin}/`)).status).toBe(403)
    expect((await fetch(`${origin}/?token=${'0'.repeat(64)}`)).status).toBe(403)
    expect((await question.send({ token: 'wrong', path: join(place.dir, 'x') })).status).toBe(403)
    expect((await fetch(`${origin}/anything`)).status).toBe(404)
    expect((await fetch(question.url.replace('127.0.0.1', 'localhost'))).status).toBe(403)
    expect(question.made).toEqual([])
    question.close()
  })
})
