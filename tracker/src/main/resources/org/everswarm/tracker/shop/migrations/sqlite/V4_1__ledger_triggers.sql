CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_line_no_update BEFORE UPDATE ON ledger_line
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_line_no_delete BEFORE DELETE ON ledger_line
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- INSERT OR REPLACE deletes without asking the triggers above, hence the EXISTS.
CREATE TRIGGER ledger_entry_at_the_end BEFORE INSERT ON ledger_entry
WHEN NEW.seq IS NOT (SELECT seq + 1 FROM ledger_head)
  OR EXISTS (SELECT 1 FROM ledger_entry WHERE seq = NEW.seq OR reference = NEW.reference)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_line_at_the_end BEFORE INSERT ON ledger_line
WHEN NEW.seq IS NOT (SELECT seq + 1 FROM ledger_head)
  OR EXISTS (SELECT 1 FROM ledger_line WHERE seq = NEW.seq AND account = NEW.account)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_head_one BEFORE INSERT ON ledger_head
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_head_next BEFORE UPDATE ON ledger_head
WHEN NEW.id <> 1 OR NEW.seq <> OLD.seq + 1
  OR NOT EXISTS (SELECT 1 FROM ledger_entry WHERE seq = NEW.seq AND hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
