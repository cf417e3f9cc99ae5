/**
 * The whole command line: every command with its options. They are stable.
 */
import { Command } from 'commander'
import type { SetExit } from './exit.ts'
import { VERSION } from './version.ts'

type AddCommands = (program: Command, setExit: SetExit) => void

/**
 * Commands by the file that makes them, in the order of the help. A file is loaded when one of its words is used: all
 * of them together cost more than most commands take.
 */
export const COMMAND_FILES: readonly { readonly words: readonly string[]; load(): Promise<AddCommands> }[] = [
  { words: ['init', 'db', 'undo', 'redo'], load: async () => (await import('./commands/library.ts')).libraryCommands },
  { words: ['serve'], load: async () => (await import('./commands/serve.ts')).serveCommand },
  { words: ['doctor'], load: async () => (await import('./commands/doctor.ts')).doctorCommand },
  { words: ['offload', 'offloads'], load: async () => (await import('./commands/offload.ts')).offloadCommands },
  { words: ['presets'], load: async () => (await import('./commands/presets.ts')).presetCommands },
  { words: ['verify'], load: async () => (await import('./commands/verify.ts')).verifyCommand },
  { words: ['repair', 'heal'], load: async () => (await import('./commands/repair.ts')).repairCommand },
  { words: ['mhl'], load: async () => (await import('./commands/mhl.ts')).mhlCommands },
  { words: ['probe'], load: async () => (await import('./commands/probe.ts')).probeCommand },
  {
    words: ['ls', 'show', 'facets', 'query'],
    load: async () => (await import('./commands/catalogue.ts')).catalogueCommands,
  },
  { words: ['watch', 'scan'], load: async () => (await import('./commands/watch.ts')).watchCommands },
  {
    words: ['set', 'tag', 'note'],
    load: async () => (await import('./commands/metadata.ts')).metadataCommands,
  },
  {
    words: ['collection', 'collections'],
    load: async () => (await import('./commands/collections.ts')).collectionCommands,
  },
  {
    words: ['proxy-presets'],
    load: async () => (await import('./commands/proxy-presets.ts')).proxyPresetCommands,
  },
  { words: ['copy'], load: async () => (await import('./commands/copy.ts')).copyCommand },
  { words: ['still'], load: async () => (await import('./commands/still.ts')).stillCommand },
  { words: ['luts'], load: async () => (await import('./commands/luts.ts')).lutCommands },
  { words: ['look'], load: async () => (await import('./commands/look.ts')).lookCommand },
  { words: ['proxy', 'jobs'], load: async () => (await import('./commands/work.ts')).workCommands },
  { words: ['sound-sync'], load: async () => (await import('./commands/sound-sync.ts')).soundSyncCommand },
  { words: ['relink'], load: async () => (await import('./commands/relink.ts')).relinkCommand },
  { words: ['report'], load: async () => (await import('./commands/report.ts')).reportCommand },
  { words: ['safety'], load: async () => (await import('./commands/safety.ts')).safetyCommand },
  { words: ['events'], load: async () => (await import('./commands/events.ts')).eventCommands },
  { words: ['settings'], load: async () => (await import('./commands/settings.ts')).settingsCommand },
  {
    words: ['sync', 'remote', 'fetch', 'conflicts', 'devices'],
    load: async () => (await import('./commands/sync.ts')).syncCommands,
  },
  { words: ['project'], load: async () => (await import('./commands/project.ts')).projectCommands },
  { words: ['versions', 'restore'], load: async () => (await import('./commands/versions.ts')).versionCommands },
  { words: ['drives', 'eject'], load: async () => (await import('./commands/drives.ts')).driveCommands },
]

/** Builds the command line: all of it, or what a command line with these words needs. */
export async function buildProgram(setExit: SetExit, argv: readonly string[] | null = null): Promise<Command> {
  const program = new Command('rushes')
    .description('Camera cards to verified copies, catalogue, proxies and review.')
    .version(VERSION)
    .option('--library <dir>', 'the library (else RUSHES_LIBRARY, else ~/Rushes)')
    .option('--json', 'one JSON object a line, the last one the result')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showHelpAfterError(false)
  for (const add of await Promise.all(filesFor(argv).map((file) => file.load()))) add(program, setExit)
  return program
}

/**
 * The files that a command line needs. One with no known command needs all: for its help, and for what may be meant.
 */
function filesFor(argv: readonly string[] | null): typeof COMMAND_FILES {
  if (argv === null) return COMMAND_FILES
  const word = firstWord(argv)
  if (word === null) return argv.some((one) => one === '--version' || one === '-V') ? [] : COMMAND_FILES
  const file = COMMAND_FILES.find(({ words }) => words.includes(word))
  return file === undefined ? COMMAND_FILES : [file]
}

/** The first word that is no option and no option's value. */
function firstWord(argv: readonly string[]): string | null {
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index]!
    if (word === '--library') index += 1
    else if (!word.startsWith('-')) return word
  }
  return null
}
