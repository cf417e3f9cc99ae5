/** CPU of a process with its children, for benchmarks that start tools. */
import { readFileSync } from 'node:fs'

/** CPU seconds of this process and of its children that ended. proc(5): utime, stime, cutime, cstime in hundredths. */
export function cpuSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]!.split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100
}
