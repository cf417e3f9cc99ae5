/**
 * The two orders in which a list is usually walked hold what a search tests. Without it each row that is passed over is
 * looked up in the table, and by name each lies on another page of it.
 */

/** Columns that a search tests in clip after clip, the most asked for first. No texts that may be long. */
const TESTED = [
  'kind',
  'circled',
  'rating',
  'camera',
  'codec',
  'tags',
  'state',
  'verification',
  'copies',
  'devices',
  'scene',
  'take',
  'day',
  'roll',
  'duration_ms',
  'bytes',
  'start_frame',
  'duration_frames',
  'rate_num',
  'rate_den',
  'drop_frame',
  'width',
  'height',
  'notes',
].join(', ')

export const covering = {
  number: 410,
  name: 'covering',
  sql: `
DROP INDEX asset_name;
CREATE INDEX asset_name ON asset (name_key, n, ${TESTED}) WHERE hidden = 0;
DROP INDEX asset_shown;
CREATE INDEX asset_shown ON asset (n, ${TESTED}) WHERE hidden = 0;
-- Sound has other names than pictures: by name, a walk passes all of one kind before it meets another.
CREATE INDEX asset_kind_name ON asset (kind, name_key, n) WHERE hidden = 0;
-- Whether a clip's span meets a time is seen in the index that leads to those that may.
DROP INDEX asset_timecode;
CREATE INDEX asset_timecode ON asset (start_timecode, n, start_frame, duration_frames, rate_num, rate_den, drop_frame) WHERE hidden = 0;
`,
} as const
