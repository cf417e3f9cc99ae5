/**
 * Reads ffmpeg's log as it comes, line by line.
 */

/** A line that goes on without end is not one of ffmpeg's own. */
const MAX_LINE = 4096

/** Feeds whole lines to `onLine`, however the log is cut on its way. */
export function logLines(onLine: (line: string) => void): (text: string) => void {
  let rest = ''
  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r/)
    rest = (lines.pop() ?? '').slice(-MAX_LINE)
    for (const line of lines) onLine(line)
  }
}
