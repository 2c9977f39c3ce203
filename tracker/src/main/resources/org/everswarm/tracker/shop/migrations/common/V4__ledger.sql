-- Every movement of money. Rows are only ever added; the triggers of V4.1 see to it.
-- What a kind of entry has no use for is 0 or ''.
CREATE TABLE ledger_entry (
  seq BIGINT PRIMARY KEY CHECK (seq > 0),
  reference TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  order_id TEXT NOT NULL,
  publisher_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
  tax_minor BIGINT NOT NULL CHECK (tax_minor >= 0),
  fee_minor BIGINT NOT NULL CHECK (fee_minor >= 0),
  fee_basis TEXT NOT NULL,
  fee_basis_points INTEGER NOT NULL,
  over_minor BIGINT NOT NULL CHECK (over_minor >= 0),
  booked_at BIGINT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX ledger_entry_order ON ledger_entry (order_id, seq);
CREATE INDEX ledger_entry_publisher ON ledger_entry (publisher_id, currency, seq);
CREATE INDEX ledger_entry_kind ON ledger_entry (kind, seq);
CREATE INDEX ledger_entry_booked ON ledger_entry (booked_at, seq);

-- What an entry gives an account (or, if negative, takes), and what the account then has.
CREATE TABLE ledger_line (
  seq BIGINT NOT NULL REFERENCES ledger_entry (seq),
  account TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
  balance_minor BIGINT NOT NULL,
  PRIMARY KEY (seq, account)
);
CREATE INDEX ledger_line_account ON ledger_line (account, currency, seq);
CREATE INDEX ledger_line_debt ON ledger_line (account, currency, seq) WHERE balance_minor < 0 AND substr(account, 1, 10) = 'publisher:';

-- The newest entry, so that entries cut off at the end are missed.
CREATE TABLE ledger_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL,
  booked_at BIGINT NOT NULL
);
INSERT INTO ledger_head (id, seq, hash, booked_at)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000', 0);
