/**
 * By which version of the reader a content was probed, and which tools could not read it: what an older reader
 * wrote down is read again, and what the tools lacked is tried again when they change.
 */
export const readers = {
  number: 160,
  name: 'readers',
  sql: `
ALTER TABLE content ADD COLUMN reader INTEGER NOT NULL DEFAULT 0;
-- The tools that could not read it; null for everything else.
ALTER TABLE content ADD COLUMN tools TEXT;
CREATE INDEX content_reader ON content (reader, probe_state, id);
CREATE INDEX content_tools ON content (tools, id) WHERE tools IS NOT NULL;
-- Layered pictures are graphics, and are looked into as well.
DROP INDEX content_waiting;
CREATE INDEX content_waiting ON content (created_at) WHERE probe_state = 'waiting' AND kind IN ('video', 'audio', 'still', 'graphics');
-- Why the tools here can't read it, in words. The file is not broken.
ALTER TABLE asset ADD COLUMN unsupported TEXT;
`,
} as const
