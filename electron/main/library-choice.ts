/**
 * Which library the app opens: the named one, the last one, the one in the home folder, or the one a person chooses.
 */
import { dialog } from 'electron'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { isLibrary, libraryFolder } from '../hosts/libraries.ts'

export interface LibraryChoice {
  readonly library: string
  /** There is none in it yet: the engine makes it. */
  readonly make: boolean
}

/** Where a first library goes unless a person wants it elsewhere. */
function usualLibrary(): string {
  return join(homedir(), 'Rushes')
}

/** Finds the library to open, asking where it must. Null when the person would rather quit. */
export async function chooseLibrary(named: string | null, last: string | null): Promise<LibraryChoice | null> {
  const wanted = named ?? last ?? usualLibrary()
  if (there(wanted)) return { library: wanted, make: false }
  if (named !== null) return askToMake(named)
  if (last !== null) return askForMissing(last)
  return askFirst()
}

/** Asks for a folder to make a library in. Null when the person thought better of it. */
export async function newLibrary(): Promise<LibraryChoice | null> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: 'New library',
    buttonLabel: 'Create library',
    defaultPath: usualLibrary(),
    nameFieldLabel: 'Name of the library',
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  })
  if (canceled || filePath === '') return null
  return { library: filePath, make: !there(filePath) }
}

/** Asks for the folder of a library. Null when the person thought better of it. */
export async function openLibrary(): Promise<LibraryChoice | null> {
  const {
    canceled,
    filePaths: [chosen],
  } = await dialog.showOpenDialog({ title: 'Open library', buttonLabel: 'Open', properties: ['openDirectory'] })
  if (canceled || chosen === undefined) return null
  return there(chosen) ? { library: chosen, make: false } : askToMake(chosen)
}

function there(library: string): boolean {
  return isLibrary(libraryFolder(library))
}

async function askToMake(library: string): Promise<LibraryChoice | null> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: 'Rushes',
    message: `There is no library in “${basename(library)}”. Create one there?`,
    detail: `${library}\n\nThe catalogue, posters and proxies go into this folder. Camera originals stay where they are.`,
    buttons: ['Create library', 'Choose another…', 'Quit'],
    defaultId: 0,
    cancelId: 2,
  })
  if (response === 0) return { library, make: true }
  return response === 1 ? openLibrary() : null
}

async function askForMissing(library: string): Promise<LibraryChoice | null> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title: 'Rushes',
    message: `The library “${basename(library)}” is not there.`,
    detail: `${library}\n\nIf it is on a drive, connect the drive and try again. Nothing was changed.`,
    buttons: ['Try again', 'Open another library…', 'New library…', 'Quit'],
    defaultId: 0,
    cancelId: 3,
  })
  if (response === 0) return chooseLibrary(null, library)
  if (response === 3) return null
  return response === 1 ? openLibrary() : newLibrary()
}

async function askFirst(): Promise<LibraryChoice | null> {
  const usual = usualLibrary()
  const { response } = await dialog.showMessageBox({
    type: 'none',
    title: 'Rushes',
    message: 'Where should your library be kept?',
    detail: `The catalogue, posters and proxies go there: a fast internal drive with room for proxies is best. Camera originals stay on the drives you copy them to.\n\n${usual}`,
    buttons: ['Create library', 'Somewhere else…', 'Open a library…', 'Quit'],
    defaultId: 0,
    cancelId: 3,
  })
  if (response === 0) return { library: usual, make: true }
  if (response === 3) return null
  return response === 1 ? newLibrary() : openLibrary()
}
