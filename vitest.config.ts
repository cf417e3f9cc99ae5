/**
 * The test layers. Unit tests know no disk and no tools and stay under 30 seconds; the others use real files, real
 * processes and real ffmpeg.
 */
import { randomUUID } from 'node:crypto'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { compileCacheFolder } from './electron/hosts/compile-cache.ts'

/** Tells this run from others: what its files share is asked once in each. See tests/helpers/shared-tools.ts. */
const RUN = randomUUID()

const layer = (name: string, include: string[], seconds: number) => ({
  test: {
    name,
    include,
    pool: 'forks' as const,
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
    // The threads of the engines that tests start, and their commands, read back what was compiled once.
    env: { NODE_COMPILE_CACHE: compileCacheFolder(process.platform, process.env), RUSHES_TEST_RUN: RUN },
  },
})

/** Files that take minutes each. */
const SLOW = /\/tests\/(?:scenarios\/|integration\/media\/matrix)/

/** The slow files come first: begun last, one of them would keep the others' cores idle for minutes. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isSlow = ({ moduleId }: TestSpecification): boolean => SLOW.test(moduleId.replaceAll('\\', '/'))
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))]
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: SlowFirst },
    // Most of the time tests wait: for drives, timers and children. A third worker fills two cores.
    maxWorkers: 3,
    projects: [
      layer('unit', ['tests/unit/**/*.test.{ts,tsx}'], 20),
      layer('integration', ['tests/integration/**/*.test.ts'], 240),
      layer('contract', ['tests/contract/**/*.test.ts'], 120),
      layer('scenarios', ['tests/scenarios/**/*.test.ts'], 600),
    ],
  },
})
