CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only';
END $$;

CREATE FUNCTION ledger_at_the_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq IS DISTINCT FROM (SELECT seq + 1 FROM ledger_head) THEN
    RAISE EXCEPTION 'the ledger is append-only';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION ledger_head_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id <> 1 OR NEW.seq <> OLD.seq + 1
    OR NOT EXISTS (SELECT 1 FROM ledger_entry WHERE seq = NEW.seq AND hash = NEW.hash) THEN
    RAISE EXCEPTION 'the ledger is append-only';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_at_the_end BEFORE INSERT ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_at_the_end();

CREATE TRIGGER ledger_line_append_only BEFORE UPDATE OR DELETE ON ledger_line
FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_line_no_truncate BEFORE TRUNCATE ON ledger_line
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_line_at_the_end BEFORE INSERT ON ledger_line
FOR EACH ROW EXECUTE FUNCTION ledger_at_the_end();

CREATE TRIGGER ledger_head_kept BEFORE INSERT OR DELETE ON ledger_head
FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_head_no_truncate BEFORE TRUNCATE ON ledger_head
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_head_next BEFORE UPDATE ON ledger_head
FOR EACH ROW EXECUTE FUNCTION ledger_head_next();
