/**
 * How a clip's picture is shown: the look that a person chose, the hash by which what was made with it is found, and the
 * log that is shown unconverted. A look that changes is told, so that pictures are made anew for it. And what is missing
 * of a drive can be counted without reading its files.
 */
const NOW = `CAST(unixepoch('subsec') * 1000 AS INTEGER)`

export const looks = {
  number: 310,
  name: 'looks',
  sql: `
ALTER TABLE asset ADD COLUMN look TEXT;
ALTER TABLE asset ADD COLUMN look_hash TEXT;
ALTER TABLE asset ADD COLUMN log TEXT;
CREATE TRIGGER event_look AFTER UPDATE OF look_hash ON asset WHEN NEW.look_hash IS NOT OLD.look_hash BEGIN
  INSERT INTO event (kind, at, data) VALUES ('look.changed', ${NOW}, json_object('id', NEW.id));
END;
CREATE INDEX file_missing ON file (volume_id) WHERE state = 'missing';
CREATE INDEX derivative_looked ON derivative (content_id, params_hash, recipe, recipe_version, id) WHERE params_hash <> 'default';
`,
} as const
