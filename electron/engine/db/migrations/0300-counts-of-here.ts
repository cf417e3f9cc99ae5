/**
 * Counts of what is verified speak of what this computer has read itself, as the pages of safety do: a copy that others
 * alone have read back is counted by itself, and its clip is not verified here.
 */
const counted = (row: 'OLD' | 'NEW' | 'file'): string =>
  `CASE WHEN ${row}.verification = 'verified' AND ${row}.verified_here = 0 THEN 'elsewhere' ELSE ${row}.verification END`

export const countsOfHere = {
  number: 300,
  name: 'counts-of-here',
  sql: `
DROP TRIGGER care_insert;
DROP TRIGGER care_delete;
DROP TRIGGER care_update;
CREATE TRIGGER care_insert AFTER INSERT ON file WHEN NEW.state IN ('present', 'offline') BEGIN
  INSERT INTO volume_care VALUES (NEW.volume_id, ${counted('NEW')}, 1) ON CONFLICT DO UPDATE SET files = files + 1;
END;
CREATE TRIGGER care_delete AFTER DELETE ON file WHEN OLD.state IN ('present', 'offline') BEGIN
  UPDATE volume_care SET files = files - 1 WHERE volume_id = OLD.volume_id AND verification = ${counted('OLD')};
END;
-- In two halves, as the other counts of a drive. Going and coming of a drive changes neither.
CREATE TRIGGER care_update AFTER UPDATE OF volume_id, state, verification, verified_here ON file
WHEN OLD.volume_id <> NEW.volume_id OR ${counted('OLD')} <> ${counted('NEW')} OR (OLD.state IN ('present', 'offline')) <> (NEW.state IN ('present', 'offline')) BEGIN
  UPDATE volume_care SET files = files - 1 WHERE OLD.state IN ('present', 'offline') AND volume_id = OLD.volume_id AND verification = ${counted('OLD')};
  INSERT INTO volume_care SELECT NEW.volume_id, ${counted('NEW')}, 1 WHERE NEW.state IN ('present', 'offline') ON CONFLICT DO UPDATE SET files = files + 1;
END;
-- Only drives with such copies are counted again: a library that shares nothing has none, and a million files.
CREATE TEMP TABLE told_drive AS SELECT DISTINCT volume_id FROM file WHERE verified_here = 0;
DELETE FROM volume_care WHERE volume_id IN (SELECT volume_id FROM told_drive);
INSERT INTO volume_care SELECT volume_id, ${counted('file')} AS counted, count(*) FROM file
  WHERE volume_id IN (SELECT volume_id FROM told_drive) AND state IN ('present', 'offline') GROUP BY volume_id, counted;
DROP TABLE told_drive;
UPDATE asset SET verification = 'copied', verified_at = NULL WHERE verification = 'verified' AND id IN
  (SELECT f.asset_id FROM file f WHERE f.verified_here = 0 AND f.role = 'primary' AND f.verification = 'verified' AND f.state IN ('present', 'offline'));
`,
} as const
