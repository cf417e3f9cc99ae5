/**
 * The desktop app around its window: the first start, the menu, native verbs, one instance, other engines, and the end.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { presentElectron } from '../../helpers/electron-runtime.ts'
import { chooseNext, dropOn, enginePid, makePlaces, processesOf, REPOSITORY, rushes, test, whyNot } from './fixtures.ts'

test.skip(() => whyNot() !== null, whyNot() ?? '')

test('where there is no library yet, it is made after asking', async ({ folder, launch }) => {
  const library = join(folder, 'New Show')
  const { page } = await launch({ library, answers: [{ response: 0 }] })
  await expect(page.getByText('Drop a card here')).toBeVisible()
  expect(existsSync(join(library, 'rushes.db'))).toBe(true)
})

test('a library that can’t be opened is told, and another one is opened instead', async ({ folder, launch }) => {
  const { library } = await makePlaces(folder)
  const broken = join(folder, 'Broken')
  await rushes('init', broken)
  await writeFile(join(broken, 'rushes.db'), Buffer.alloc(8192, 'not a catalogue'))
  const { app, page } = await launch({
    library: broken,
    answers: [{ response: 1 }, { canceled: false, filePaths: [library] }],
  })
  await expect(page.getByText('Drop a card here')).toBeVisible()
  const [asked] = await app.evaluate(
    () => Reflect.get(globalThis, 'askedDialogs') as readonly { readonly message: string; readonly detail: string }[],
  )
  expect(asked!.message).toBe("The library “Broken” can't be opened.")
  expect(asked!.detail).toMatch(/backup|restore/i)
})

test('the menu sends the window its commands', async ({ folder, launch }) => {
  const { library } = await makePlaces(folder)
  const { app, page } = await launch({ library })
  await expect(page.getByText('Drop a card here')).toBeVisible()
  const press = (menu: string, label: string) =>
    app.evaluate(
      ({ Menu }, [top, name]) => {
        const found = Menu.getApplicationMenu()
          ?.items.find((item) => item.label === top)
          ?.submenu?.items.find((item) => item.label === name)
        found?.click()
        return found !== undefined
      },
      [menu, label] as const,
    )
  expect(await press('&Help', 'Keys')).toBe(true)
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByText('Nothing selected')).toBeVisible()
  expect(await press('&View', 'Inspector')).toBe(true)
  await expect(page.getByText('Nothing selected')).toBeHidden()

  // While a person writes, Undo means the text.
  const search = page.locator('#search')
  await search.fill('')
  await search.pressSequentially('circled')
  expect(await press('&Edit', 'Undo')).toBe(true)
  await expect(search).not.toHaveValue('circled')
})

test('folders are catalogued in place from the menu, and originals are shown and dragged out', async ({
  folder,
  card,
  launch,
}) => {
  const { library } = await makePlaces(folder)
  const { app, page } = await launch({ library })
  await chooseNext(app, [card])
  await app.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()
      ?.items.find((item) => item.label === '&File')
      ?.submenu?.items.find((item) => item.label === 'Catalogue in Place…')
      ?.click(),
  )
  await expect(page.getByRole('option', { name: /^A003C001/ })).toBeVisible({ timeout: 60_000 })
  const clip = (await rushes('--library', library, '--json', 'ls', 'kind:video'))
    .split('\n')
    .map((line) => JSON.parse(line || '{}') as { type?: string; id?: string; name?: string })
    .find((line) => line.type === 'asset' && line.name?.startsWith('A003C001') === true)
  await app.evaluate(({ shell, BrowserWindow }) => {
    Reflect.set(globalThis, 'told', [])
    const told = Reflect.get(globalThis, 'told') as string[]
    shell.showItemInFolder = (path) => {
      told.push(path)
    }
    BrowserWindow.getAllWindows()[0]!.webContents.startDrag = ({ file }) => {
      told.push(file)
    }
  })
  await page.evaluate((id) => {
    window.rushes?.reveal(id)
    window.rushes?.startDrag([id])
    window.rushes?.showFile('/reports/CARD A003C001.MOV')
  }, clip!.id!)
  const told = () => app.evaluate(() => Reflect.get(globalThis, 'told') as string[])
  await expect.poll(told).toHaveLength(3)
  for (const path of await told()) expect(path).toMatch(/CARD.*A003C001.*\.MOV$/)
})

test('a second start shows the first and ends', async ({ folder, launch }) => {
  const { library } = await makePlaces(folder)
  const { app } = await launch({ library })
  await app.evaluate(({ app: electron }) => {
    Reflect.set(globalThis, 'seconds', 0)
    electron.on('second-instance', () => Reflect.set(globalThis, 'seconds', 1))
  })
  const second = spawn(
    presentElectron()!.executable,
    [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${join(folder, 'user-data')}`,
      REPOSITORY,
      '--library',
      library,
    ],
    { stdio: 'ignore' },
  )
  expect(
    await new Promise((resolve) => {
      second.once('exit', resolve)
    }),
  ).toBe(0)
  await expect.poll(() => app.evaluate(() => Reflect.get(globalThis, 'seconds') as number)).toBe(1)
})

test('an engine that runs already is used, and left running', async ({ folder, launch }) => {
  const { library } = await makePlaces(folder)
  const serving = spawn(process.execPath, [join(REPOSITORY, 'electron/cli/main.ts'), '--library', library, 'serve'], {
    stdio: 'ignore',
  })
  try {
    await expect.poll(() => existsSync(join(library, 'engine.json'))).toBe(true)
    const pid = await enginePid(library)
    const { page, quit } = await launch({ library })
    await expect(page.getByText('Drop a card here')).toBeVisible()
    expect(await enginePid(library)).toBe(pid)
    await quit()
    expect(() => process.kill(pid, 0)).not.toThrow()
  } finally {
    serving.kill('SIGTERM')
    await new Promise((resolve) => {
      serving.once('exit', resolve)
    })
  }
})

test('closing or quitting during an offload asks first, and parks it', async ({ folder, launch }) => {
  const { library, drives } = await makePlaces(folder)
  const card = await bigCard(folder)
  const { app, page, quit } = await launch({ library })
  await expect(page.getByText('Drop a card here')).toBeVisible()
  await chooseNext(app, drives)
  await dropOn(page, [card])
  await page.getByRole('button', { name: /Copy verified/ }).click()
  await page.getByRole('button', { name: 'Choose a destination' }).click()
  await page.getByRole('button', { name: 'Add a destination' }).click()
  await page
    .getByRole('button', { name: /^(Start|Copy|Offload)/ })
    .last()
    .click()
  await expect
    .poll(() => app.evaluate(({ powerSaveBlocker }) => [0, 1, 2].some((id) => powerSaveBlocker.isStarted(id))))
    .toBe(true)

  const asked = await app.evaluate(async ({ BrowserWindow, dialog }) => {
    const question = new Promise<string>((resolve) => {
      dialog.showMessageBox = ((...args: [unknown, Electron.MessageBoxOptions]) => {
        resolve(args[1].message)
        return Promise.resolve({ response: 0, checkboxChecked: false })
      }) as unknown as typeof dialog.showMessageBox
    })
    BrowserWindow.getAllWindows()[0]!.close()
    return question
  })
  expect(asked).toMatch(/^The offload of BIG is not done\. Stop now\?/)
  await expect(page.getByRole('region', { name: 'Where' })).toBeVisible()

  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = (() =>
      Promise.resolve({ response: 1, checkboxChecked: false })) as typeof dialog.showMessageBox
  })
  await quit()
  await expect.poll(() => processesOf(folder)).toEqual([])
  expect(await rushes('--library', library, 'offloads')).toMatch(/stopped/i)
})

/** A card that takes some seconds to copy and read back: 1.5 GB of one file under many names. */
async function bigCard(folder: string): Promise<string> {
  const card = join(folder, 'BIG')
  await mkdir(card)
  const first = join(card, 'C0001.MP4')
  const file = await open(first, 'w')
  const block = Buffer.alloc(8 * 1024 * 1024, 'rushes')
  for (let at = 0; at < 16; at += 1) await file.write(block)
  await file.close()
  for (let clip = 2; clip <= 12; clip += 1) await copyFile(first, join(card, `C00${String(clip).padStart(2, '0')}.MP4`))
  return card
}
