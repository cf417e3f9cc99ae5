#!/usr/bin/env node
/**
 * The `rushes` command: a thin client of the engine.
 */
import { enableCompileCache } from 'node:module'
import { compileCacheFolder } from '../hosts/compile-cache.ts'

// Before anything else is loaded: what was compiled once is read back, which halves the start of every command.
enableCompileCache(compileCacheFolder(process.platform, process.env))
const { run } = await import('./run.ts')

// A reader that went away (`rushes offload … | head`) loses what would have been said, and nothing else: the work goes
// on to its end, and the exit code is that of its result.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
process.exitCode = await run(process.argv.slice(2))
