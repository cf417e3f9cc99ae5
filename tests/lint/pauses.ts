/**
 * Pauses of a fixed length, tries that are counted and loops that end by the clock: they pass on a quick machine and
 * fail on a busy one. Finds them in a test's source. Pure: text in, places out.
 *
 * A test waits for an event of the thing it waits for: a promise, a message, a subscription, else
 * `tests/helpers/until.ts`. Where the pause is the subject (a slow line, the random moment of a kill), a comment on the
 * lines above says so: `// Pause on purpose: why`.
 */
import { parseSync, Visitor, type ESTree } from 'rolldown/utils'

export type PauseKind = 'fixed pause' | 'counted tries' | 'timed loop'

export interface FoundPause {
  readonly file: string
  readonly line: number
  readonly kind: PauseKind
  readonly text: string
}

/** Modules whose `setTimeout` is a promise. */
const PROMISE_TIMERS = /^(node:)?timers\/promises$/
const COUNTED = /\b(tries|tried|attempts?|retry|retries|polls?)\b/i
const BY_THE_CLOCK = /\b(Date|performance)\s*\.\s*now\s*\(/
const REASON = /Pause on purpose: \S.{8,}/
/** A line that only opens the expression or the branch in which the next one stands. */
const OPENING = /\bnew Promise\b.*=> \{$|^\s*return \(.*\) => \{$|^\s*if \(.*\)$/

/** The pauses of one file that no comment gives a reason for. */
export function findPauses(file: string, source: string): FoundPause[] {
  const { program, module } = parseSync(file, source)
  const lines = source.split('\n')
  const waits = new Set(
    module.staticImports
      .filter((one) => PROMISE_TIMERS.test(one.moduleRequest.value))
      .flatMap((one) =>
        one.entries.filter((entry) => entry.importName.name === 'setTimeout').map((entry) => entry.localName.value),
      ),
  )
  const found: FoundPause[] = []
  const note = (kind: PauseKind, start: number): void => {
    const line = source.slice(0, start).split('\n').length
    if (!isReasoned(lines, line)) found.push({ file, line, kind, text: lines[line - 1]!.trim() })
  }
  const head = (node: ESTree.Node, parts: readonly (ESTree.Node | null)[]): void => {
    const text = parts.map((part) => (part === null ? '' : source.slice(part.start, part.end))).join(' ')
    if (COUNTED.test(text)) note('counted tries', node.start)
    else if (BY_THE_CLOCK.test(text)) note('timed loop', node.start)
  }
  new Visitor({
    CallExpression(node) {
      if (isPause(node, waits)) note('fixed pause', node.start)
    },
    ForStatement(node) {
      head(node, [node.init, node.test, node.update])
    },
    WhileStatement(node) {
      head(node, [node.test])
    },
    DoWhileStatement(node) {
      head(node, [node.test])
    },
    Property(node) {
      const name = node.key.type === 'Identifier' ? node.key.name : null
      if (
        (name === 'retries' || name === 'retry') &&
        node.value.type === 'Literal' &&
        typeof node.value.value === 'number' &&
        node.value.value > 0
      )
        note('counted tries', node.start)
    },
  }).visit(program)
  return found
}

/** Whether a call waits for so long. A timer without a length only lets others go first. */
function isPause({ callee, arguments: given }: ESTree.CallExpression, waits: ReadonlySet<string>): boolean {
  if (callee.type === 'Identifier') return waits.has(callee.name) || (callee.name === 'setTimeout' && given.length > 1)
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false
  const object = callee.object.type === 'Identifier' ? callee.object.name : ''
  switch (callee.property.name) {
    case 'waitForTimeout':
      return true
    case 'wait':
      return object === 'Atomics' || object === 'scheduler'
    // A runner's own limit is no pause.
    case 'setTimeout':
      return object !== 'test' && given.length > 1
    default:
      return false
  }
}

/** Whether the line, or the comment right above it, says why. Lines count from 1. */
function isReasoned(lines: readonly string[], line: number): boolean {
  if (REASON.test(lines[line - 1]!)) return true
  let above = line - 2
  // The formatter breaks `await new Promise(…)` and `setTimeout(…)` up: the reason stands above where they begin.
  while (above >= 0 && OPENING.test(lines[above]!)) above -= 1
  for (; above >= 0 && lines[above]!.trim().startsWith('//'); above -= 1) if (REASON.test(lines[above]!)) return true
  return false
}
