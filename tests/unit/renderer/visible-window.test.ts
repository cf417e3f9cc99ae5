/**
 * Names from elsewhere in the window: no element shows a character that begins a line, turns the order around or hides.
 * They are made visible where elements are made, so that no view can forget it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { jsx, jsxs, shownProps, type JSX } from '../../../renderer/ui/jsx-runtime.ts'

const RENDERER = join(import.meta.dirname, '../../../renderer')
const FORGED = 'A007\nSafe to format\u202e\u001b[2J\u200b'
const SPELLED = 'A007\\nSafe to format\\u{202e}\\e[2J\\u{200b}'

const sources = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(RENDERER, path), 'utf8') }))
const RUNTIME = /^ui[/\\]jsx-(?:dev-)?runtime\.ts$/

describe('a name with control characters', () => {
  it('is spelled out in text, in lists of text, in tips and in what is read out', () => {
    const element = jsxs('p', {
      title: FORGED,
      'aria-label': FORGED,
      children: [FORGED, ' on ', jsx('b', { children: FORGED }), [FORGED]],
    })
    expect(renderToStaticMarkup(element)).toBe(
      `<p title="${SPELLED}" aria-label="${SPELLED}">${SPELLED} on <b>${SPELLED}</b>${SPELLED}</p>`,
    )
  })

  it('is spelled out by a view that does nothing for it', async () => {
    const { Empty } = (await import(join(RENDERER, 'ui/empty.tsx'))) as {
      Empty: (props: { icon: null; title: string }) => JSX.Element
    }
    expect(renderToStaticMarkup(jsx(Empty, { icon: null, title: FORGED }))).toContain(
      `<p class="empty-title">${SPELLED}</p>`,
    )
  })

  it('keeps the lines of what people wrote in lines, and nothing else of it', () => {
    expect(renderToStaticMarkup(jsx('p', { 'data-lines': true, children: 'one\ntwo\u202e' }))).toContain(
      '>one\ntwo\\u{202e}</p>',
    )
    expect(renderToStaticMarkup(jsx('pre', { children: 'one\ntwo\u001b' }))).toBe('<pre>one\ntwo\\e</pre>')
  })

  it('is never changed where it is typed or sent, and plain text costs nothing', () => {
    const props = { value: FORGED, href: FORGED, children: 'Straße' }
    expect(shownProps('input', props)).toMatchObject(props)
    const plain = { title: 'A007', children: ['A007', ['B001'], 3, null] }
    expect(shownProps('p', plain)).toBe(plain)
  })
})

describe('the window', () => {
  it('makes every element there: both compilers are told, and no file goes another way', () => {
    expect(readFileSync(join(RENDERER, 'tsconfig.json'), 'utf8')).toContain('"jsxImportSource": "#window"')
    expect(readFileSync(join(RENDERER, '../vite.config.ts'), 'utf8')).toContain(`react({ jsxImportSource: '#window' })`)
    const others = sources.filter(
      ({ path, text }) =>
        !RUNTIME.test(path) &&
        /@jsx|react\/jsx|\b(?:createElement|cloneElement)\(|innerHTML|dangerouslySet|\.(?:textContent|innerText|title) = |fillText\(|insertAdjacent|createTextNode/.test(
          text,
        ),
    )
    expect(others.map(({ path }) => path)).toEqual([])
    expect(sources.filter(({ path }) => path.endsWith('.tsx')).length).toBeGreaterThan(50)
  })

  it('lays no names out in lines of a tip, where one could begin a line of its own', () => {
    expect(
      sources.filter(({ text }) => /title=\{[^}]*(?:join\('\\n'\)|\\n)/.test(text)).map(({ path }) => path),
    ).toEqual([])
  })
})
