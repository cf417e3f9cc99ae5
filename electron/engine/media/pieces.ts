/**
 * Filter graphs over a recording that lies in several files. Pure.
 *
 * ffmpeg's concat demuxer would do it from a list, but a list is what input.ts keeps out: a piece could then name files
 * of its own. So each piece is an input, and the concat filter lays them together; picture and each sound by itself, so
 * that a piece whose sound is a few samples longer than its picture moves nothing.
 */

/** An end of the first input, as the recipes name it. */
const INPUT = /\[0:(\d+)\]/g

/**
 * The graphs with every use of the first input's streams led to the pieces laid together.
 * @param count how many inputs there are; with one nothing changes
 * @param picture index of the picture's stream, null for sound alone
 */
export function inPieces(graphs: readonly string[], count: number, picture: number | null): string[] {
  if (count < 2) return [...graphs]
  const uses = new Map<number, number>()
  const led = graphs.map((graph) =>
    graph.replaceAll(INPUT, (_, digits: string) => {
      const stream = Number(digits)
      const use = uses.get(stream) ?? 0
      uses.set(stream, use + 1)
      return `[whole${stream}u${use}]`
    }),
  )
  const joins = [...uses].map(([stream, times]) => {
    const isPicture = stream === picture
    const ends = Array.from({ length: times }, (_, use) => `[whole${stream}u${use}]`).join('')
    const pieces = Array.from({ length: count }, (_, input) => `[${input}:${stream}]`).join('')
    const split = times < 2 ? '' : `,${isPicture ? 'split' : 'asplit'}=${times}`
    return `${pieces}concat=n=${count}:v=${isPicture ? 1 : 0}:a=${isPicture ? 0 : 1}${split}${ends}`
  })
  return [...joins, ...led]
}
