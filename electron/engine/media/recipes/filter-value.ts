/**
 * A text as the value of a filter's option. ffmpeg reads it twice: as a part of the graph, then as an option's value
 * (ffmpeg-filters, "Notes on filtergraph escaping").
 */
export function filterValue(text: string): string {
  return text.replaceAll(/[\\':]/g, (mark) => `\\${mark}`).replaceAll(/[\\',;[\]]/g, (mark) => `\\${mark}`)
}
