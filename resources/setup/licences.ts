/**
 * The licence texts of everything that is bundled into the app, in one file: the bundles carry the code of these
 * packages, so their licences have to travel with it.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The texts of all packages that the product depends on, each under its name; packages without a text by their field.
 */
export function licenceTexts(repository: string): string {
  const paths = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], {
    cwd: repository,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
    .split('\n')
    .slice(1)
    .filter((path) => path !== '' && existsSync(join(path, 'package.json')))
  const texts = new Map(
    paths.map((path): [string, string] => {
      const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
        name: string
        version: string
        license?: string
      }
      const file = readdirSync(path).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
      return [
        `${name} ${version}`,
        file === undefined ? `Licence: ${license ?? 'see the package'}\n` : readFileSync(join(path, file), 'utf8'),
      ]
    }),
  )
  return [...texts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([title, text]) => `${title}\n${'='.repeat(title.length)}\n\n${text.trim()}\n`)
    .join('\n\n')
}
