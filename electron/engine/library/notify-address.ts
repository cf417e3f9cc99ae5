/**
 * The address to which the end of an offload is announced. Whoever knows it can write there, so it is kept like a key:
 * in a file of its own beside the catalogue, readable by its owner alone, and never in the catalogue, whose backups
 * travel.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

interface NotifyAddress {
  /** Empty for none. */
  read(): string
  /** Empty forgets it. */
  write(url: string): void
}

/** Opens the file; one that is not there holds none. Throws what the system says of one that can't be read. */
export function openNotifyAddress(file: string): NotifyAddress {
  let url = readAddress(file)
  return {
    read: () => url,
    write(next) {
      if (next === '') rmSync(file, { force: true })
      else {
        const temporary = `${file}.${process.pid}`
        writeFileSync(temporary, next, { mode: 0o600 })
        renameSync(temporary, file)
      }
      url = next
    },
  }
}

function readAddress(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
