/**
 * One side of the benchmark of media work, as a process of its own so that its children's CPU is counted: all derivatives
 * in one run, or the bare commands of ffmpeg, one a derivative, written for a shell. Prints the seconds of the work
 * alone: an engine looks for its tools once in its life.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeDerivatives, type RecipeRequest } from '../../electron/engine/media/derive.ts'
import { planRecipe, planRun } from '../../electron/engine/media/plan.ts'
import { probeFile } from '../../electron/engine/media/probe.ts'
import { createRunner } from '../../electron/engine/media/runner.ts'
import { findTools } from '../../electron/engine/media/tools.ts'
import { cpuSeconds } from './cpu-seconds.ts'

const [mode, input, dir, ...names] = process.argv.slice(2) as [string, string, string, ...string[]]
const runner = createRunner({ tableDir: mkdtempSync(join(dir, 'table-')) })
const context = { runner, tools: await findTools({}, runner) }
const probe = await probeFile(input, context)
if (!probe.ok) throw new Error(probe.reason)
const recipes = names.map((name): RecipeRequest =>
  name.startsWith('edit:') ? { recipe: 'edit-proxy', params: { format: name.slice(5) } } : { recipe: name },
)

if (mode === 'together') {
  const [before, began] = [cpuSeconds(), performance.now()]
  const outDir = mkdtempSync(join(dir, 'out-'))
  // As the queue does it: the poster comes first and alone.
  for (const group of [recipes.filter(isPoster), recipes.filter((one) => !isPoster(one))]) {
    if (group.length === 0) continue
    for (const one of await makeDerivatives({ recipes: group, input, probe, outDir }, context))
      if (!one.ok) throw one.error
  }
  console.log(JSON.stringify({ cpu: cpuSeconds() - before, wall: (performance.now() - began) / 1000 }))
} else {
  const commands = recipes.map((one, at) => {
    const { part } = planRecipe(one.recipe, probe, context.tools.capabilities, { params: one.params }).plan
    const out = join(dir, `bare-${at}`)
    const args = planRun([input], probe, [part], context.tools.capabilities, () =>
      part.output.at(-1) === 's16le' ? 'pipe:4' : `file:${out}`,
    )
    const words = [context.tools.ffmpeg.path, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    return `${words.join(' ')} 4>/dev/null 2>/dev/null`
  })
  writeFileSync(join(dir, 'bare.sh'), `set -e\n${commands.join('\n')}\n`)
}
await runner.endAll()

function isPoster({ recipe }: RecipeRequest): boolean {
  return recipe === 'poster'
}
