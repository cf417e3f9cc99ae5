/**
 * What is made of numbered frames bears a key of all of them, for two shots can begin with the same frame. The key is
 * worked out when it is asked for; whatever changes the frames takes it away. A clip whose frames, or whose rate, are
 * others now is told like a new look: its pictures are due anew.
 */
const NOW = `CAST(unixepoch('subsec') * 1000 AS INTEGER)`

const forgets = (name: string, on: string, row: string): string => `
CREATE TRIGGER frames_${name} AFTER ${on} ON version_part WHEN ${row}.role IN ('frame', 'primary') BEGIN
  UPDATE version SET frames_key = NULL WHERE id = ${row}.version_id AND frames_key IS NOT NULL;
END;`

export const frames = {
  number: 380,
  name: 'frames',
  sql: `
-- Hash over the numbers of the frames and their bytes, in order. Null: not worked out, or no sequence.
ALTER TABLE version ADD COLUMN frames_key TEXT;
-- Hashes of the parameters by which what shows a sequence is found, as JSON: lists by recipe, the look's last.
ALTER TABLE asset ADD COLUMN frame_hashes TEXT;
CREATE INDEX version_frames ON version (frames_key) WHERE frames_key IS NOT NULL;
${forgets('came', 'INSERT', 'NEW')}
${forgets('went', 'DELETE', 'OLD')}
${forgets('changed', 'UPDATE OF content_id, name, role', 'NEW')}
CREATE TRIGGER event_frames AFTER UPDATE OF frame_hashes ON asset WHEN NEW.frame_hashes IS NOT OLD.frame_hashes AND NEW.frame_hashes IS NOT NULL BEGIN
  INSERT INTO event (kind, at, data) VALUES ('look.changed', ${NOW}, json_object('id', NEW.id));
END;
`,
} as const
