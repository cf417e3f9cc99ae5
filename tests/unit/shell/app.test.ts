/** The pure parts of the desktop app. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { readArguments } from '../../../electron/main/arguments.ts'
import { menuTemplate, type MenuActions } from '../../../electron/main/menu.ts'
import { visibleBounds, withRecent } from '../../../electron/main/preferences.ts'
import { canHoldEngine, requireNodeApi } from '../../../electron/hosts/node-api.ts'

describe('the command line', () => {
  it('names a library, absolute or from where it was typed', () => {
    expect(readArguments(['app', '--no-sandbox', '--library', '/Volumes/Show'], '/home/dit')).toEqual({
      library: '/Volumes/Show',
    })
    expect(readArguments(['app', '--library=Show'], '/home/dit')).toEqual({ library: '/home/dit/Show' })
  })

  it('names none', () => {
    for (const argv of [['app'], ['app', '--library'], ['app', '--library=']])
      expect(readArguments(argv, '/')).toEqual({ library: null })
  })
})

describe('the menu', () => {
  const sent: string[] = []
  const actions = new Proxy({} as MenuActions, {
    get: (_, name) => (word?: string) => {
      if (name === 'send') sent.push(word!)
    },
  })
  const items = (list: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    list.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])])

  it.each(['darwin', 'linux', 'win32'] as const)('sends only commands that the window knows (%s)', (platform) => {
    sent.length = 0
    for (const item of items(menuTemplate(actions, platform, ['/lib'])))
      item.click?.(undefined as never, undefined, undefined as never)
    const source = readFileSync(join(import.meta.dirname, '../../../renderer/app/commands.ts'), 'utf8')
    const places = globSync('renderer/features/*/place.tsx', { cwd: join(import.meta.dirname, '../../..') })
      .map((file) => readFileSync(join(import.meta.dirname, '../../..', file), 'utf8'))
      .map((text) => `library.${/\bid: '(\w+)'/.exec(text)![1]}`)
    const known = (command: string): boolean =>
      places.includes(command) ||
      new RegExp(`make\\(\\s*'${command.replaceAll('.', '\\.')}'`, 'u').test(source) ||
      /^clip\.stars\.[0-5]$/.test(command)
    expect(sent.length).toBeGreaterThan(30)
    expect(sent.filter((command) => !known(command))).toEqual([])
  })

  it('shows the keys that a person has bound, and none where there is none', () => {
    const keys = {
      'clip.circle': '',
      'player.goTo': 'T',
      'player.frameBack': 'Shift+ArrowLeft',
      'library.undo': 'Mod+U',
    }
    const all = items(menuTemplate(actions, 'linux', [], keys))
    const keyOf = (label: string): unknown => all.find((item) => item.label === label)?.accelerator
    expect(keyOf('Circle the Take')).toBeUndefined()
    expect(keyOf('One Frame Back')).toBe('Shift+Left')
    expect(keyOf('Undo')).toBe('CmdOrCtrl+U')
    expect(keyOf('Redo')).toBe('CmdOrCtrl+Shift+Z')
  })

  it('leaves the keys of the window to the window', () => {
    const taken = items(menuTemplate(actions, 'linux', [])).filter(
      (item) => item.accelerator !== undefined && item.registerAccelerator !== false,
    )
    expect(taken).toEqual([])
  })
})

describe('the window’s place', () => {
  const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }]

  it('is kept while a screen shows enough of it to take hold of', () => {
    const bounds = { x: 1800, y: 200, width: 1440, height: 900 }
    expect(visibleBounds(bounds, screens)).toEqual(bounds)
  })

  it('is forgotten when its screen is gone', () => {
    expect(visibleBounds({ x: 2400, y: 200, width: 1440, height: 900 }, screens)).toBeNull()
    expect(visibleBounds(null, screens)).toBeNull()
  })
})

describe('recent libraries', () => {
  it('begin with the one that was opened last, each once', () => {
    expect(withRecent(['/a', '/b'], '/b')).toEqual(['/b', '/a'])
    expect(
      withRecent(
        Array.from({ length: 20 }, (_, at) => `/${at}`),
        '/new',
      ),
    ).toHaveLength(8)
  })
})

describe('a runtime', () => {
  it('holds the engine from Node-API 10 on', () => {
    expect(canHoldEngine({ napi: '10' })).toBe(true)
    expect(canHoldEngine({ napi: '9' })).toBe(false)
    expect(canHoldEngine({})).toBe(false)
  })

  it('says what it is when it can’t', () => {
    expect(() => requireNodeApi({ napi: '9', node: '20.18.1', electron: '33.2.1' })).toThrow(
      /Electron 33\.2\.1: its Node-API is 9, and 10 is needed/,
    )
  })
})
