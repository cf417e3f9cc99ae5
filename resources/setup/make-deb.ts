/**
 * A .deb of the unpacked app by dpkg-deb itself: electron-builder's own way needs a helper (fpm) that it downloads.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageJson from '../../package.json' with { type: 'json' }

const ICONS = fileURLToPath(new URL('../icons', import.meta.url))
/** What Chromium needs of a Debian desktop. */
const DEPENDS = [
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libasound2 | libasound2t64',
  'libgbm1',
  'libxss1',
  'libxtst6',
  'libdrm2',
  'xdg-utils',
]

/** Packs the app in `unpacked`; the path of the package in `folder`. Throws where there is no dpkg-deb. */
export function makeDeb(unpacked: string, folder: string): string {
  const root = mkdtempSync(join(tmpdir(), 'rushes-deb-'))
  try {
    // A temporary folder is its owner's alone; as the package's root it would close the system's.
    chmodSync(root, 0o755)
    const write = (path: string, text: string, mode = 0o644): void => {
      mkdirSync(join(root, path, '..'), { recursive: true })
      writeFileSync(join(root, path), text, { mode })
    }
    cpSync(unpacked, join(root, 'opt/Rushes'), { recursive: true, verbatimSymlinks: true })
    const kilobytes = Number(execFileSync('du', ['-sk', join(root, 'opt')], { encoding: 'utf8' }).split('\t')[0])
    write(
      'usr/share/applications/rushes.desktop',
      [
        '[Desktop Entry]',
        'Type=Application',
        'Name=Rushes',
        `Comment=${packageJson.description}`,
        'Exec=/opt/Rushes/rushes-app %U',
        'Icon=rushes',
        'Categories=AudioVideo;Video;',
        'StartupWMClass=Rushes',
        '',
      ].join('\n'),
    )
    for (const size of [16, 32, 48, 64, 128, 256, 512]) {
      cpSync(join(ICONS, `${size}x${size}.png`), join(root, `usr/share/icons/hicolor/${size}x${size}/apps/rushes.png`))
    }
    mkdirSync(join(root, 'usr/bin'), { recursive: true })
    symlinkSync('/opt/Rushes/rushes-app', join(root, 'usr/bin/rushes-app'))
    write(
      'DEBIAN/control',
      [
        'Package: rushes',
        `Version: ${packageJson.version}`,
        `Architecture: ${process.arch === 'x64' ? 'amd64' : process.arch}`,
        'Maintainer: Rushes <rushes@localhost>',
        `Installed-Size: ${kilobytes}`,
        `Depends: ${DEPENDS.join(', ')}`,
        'Section: video',
        'Priority: optional',
        `Description: ${packageJson.description}`,
        '',
      ].join('\n'),
    )
    // Chromium's sandbox helper, for kernels that let nobody else make namespaces.
    write(
      'DEBIAN/postinst',
      '#!/bin/sh\nset -e\nchown root:root /opt/Rushes/chrome-sandbox\nchmod 4755 /opt/Rushes/chrome-sandbox\n',
      0o755,
    )
    const file = join(folder, `rushes_${packageJson.version}_${process.arch === 'x64' ? 'amd64' : process.arch}.deb`)
    execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '-z1', '--build', root, file], { stdio: 'ignore' })
    return file
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
