-- What was ordered, as it was when it was ordered: no later change of price, title or fee touches it.
-- asked_key, asked_for: hashes of the request's Idempotency-Key and of what it asked for, so that a
-- repeated one is the same order. claim_salt: with that key it gives the order's first claim secret.
CREATE TABLE purchase (
  id TEXT PRIMARY KEY,
  bundle_id TEXT NOT NULL REFERENCES bundle (id),
  publisher_id TEXT NOT NULL REFERENCES publisher (id),
  title TEXT NOT NULL,
  email TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
  fee_basis TEXT NOT NULL,
  fee_basis_points INTEGER NOT NULL,
  processor TEXT NOT NULL,
  session_id TEXT,
  pay_url TEXT,
  state TEXT NOT NULL,
  asked_key TEXT NOT NULL UNIQUE,
  asked_for TEXT NOT NULL,
  claim_salt TEXT NOT NULL,
  refunded_minor BIGINT NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND amount_minor),
  created_at BIGINT NOT NULL,
  paid_at BIGINT
);
CREATE INDEX purchase_of_publisher ON purchase (publisher_id, created_at, id);
CREATE INDEX purchase_by_email ON purchase (email);
CREATE INDEX purchase_by_state ON purchase (state, created_at);

-- Money that arrived. An order is settled by one payment; what came beside it goes back.
CREATE TABLE payment (
  processor TEXT NOT NULL,
  payment_ref TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES purchase (id),
  session_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor BIGINT NOT NULL,
  standing TEXT NOT NULL,
  fee_minor BIGINT,
  paid_at BIGINT NOT NULL,
  PRIMARY KEY (processor, payment_ref)
);
CREATE UNIQUE INDEX payment_settles ON payment (order_id) WHERE standing = 'SETTLES';
CREATE INDEX payment_of_order ON payment (order_id);
CREATE INDEX payment_fee_unknown ON payment (paid_at) WHERE fee_minor IS NULL;

CREATE TABLE refund (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES purchase (id),
  processor TEXT NOT NULL,
  payment_ref TEXT NOT NULL,
  refund_ref TEXT,
  currency TEXT NOT NULL,
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  state TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_key TEXT UNIQUE,
  booked_at BIGINT,
  UNIQUE (processor, refund_ref)
);
CREATE INDEX refund_of_order ON refund (order_id);
CREATE INDEX refund_to_ask ON refund (asked_at) WHERE state = 'REQUESTED';
CREATE INDEX refund_in_vain ON refund (asked_at, id) WHERE state IN ('REFUSED', 'FAILED');

CREATE TABLE dispute (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES purchase (id),
  processor TEXT NOT NULL,
  payment_ref TEXT NOT NULL,
  dispute_ref TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor BIGINT NOT NULL,
  fee_minor BIGINT NOT NULL,
  state TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT,
  UNIQUE (processor, dispute_ref)
);
CREATE INDEX dispute_of_order ON dispute (order_id);

-- Every word of a processor, once: what it said, and what came of it.
CREATE TABLE payment_event (
  processor TEXT NOT NULL,
  event_id TEXT NOT NULL,
  type TEXT NOT NULL,
  order_id TEXT,
  payment_ref TEXT,
  dispute_ref TEXT,
  raw ${bytes} NOT NULL,
  event TEXT NOT NULL,
  outcome TEXT NOT NULL,
  note TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (processor, event_id)
);
CREATE INDEX payment_event_kept ON payment_event (received_at, event_id) WHERE outcome IN ('UNKNOWN', 'KEPT');
CREATE INDEX payment_event_of_payment ON payment_event (processor, payment_ref);

-- What a buyer, a subscriber or a publisher holds. subject: whose claims open it, an order or itself.
CREATE TABLE receipt (
  number TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL UNIQUE,
  order_id TEXT UNIQUE REFERENCES purchase (id),
  bundle_id TEXT NOT NULL REFERENCES bundle (id),
  publisher_id TEXT NOT NULL REFERENCES publisher (id),
  title TEXT NOT NULL,
  email TEXT NOT NULL,
  state TEXT NOT NULL,
  issued_at BIGINT NOT NULL
);
CREATE INDEX receipt_by_email ON receipt (email);
CREATE INDEX receipt_by_state ON receipt (state);
-- An address, or a publisher, has one of a bundle that it did not buy.
CREATE UNIQUE INDEX receipt_unbought ON receipt (bundle_id, kind, email) WHERE order_id IS NULL;

-- The tokens a receipt has had; at most one is good.
CREATE TABLE receipt_token (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL REFERENCES receipt (number),
  not_after_hours BIGINT NOT NULL,
  issued_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE UNIQUE INDEX receipt_token_good ON receipt_token (number) WHERE revoked_at IS NULL;
CREATE INDEX receipt_token_of_receipt ON receipt_token (number, issued_at);

-- Secrets that open an order or a receipt, hashed.
CREATE TABLE claim (
  hash TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX claim_of_subject ON claim (subject, created_at);

CREATE TABLE lost_receipt (
  email_hash TEXT NOT NULL,
  asked_at BIGINT NOT NULL
);
CREATE INDEX lost_receipt_by_email ON lost_receipt (email_hash, asked_at);
CREATE INDEX lost_receipt_by_time ON lost_receipt (asked_at);

-- Who left an address at an e-mail gate. Confirmed by whoever reads that address's mail.
CREATE TABLE subscriber (
  id TEXT PRIMARY KEY,
  bundle_id TEXT NOT NULL REFERENCES bundle (id),
  publisher_id TEXT NOT NULL REFERENCES publisher (id),
  email TEXT NOT NULL,
  state TEXT NOT NULL,
  confirm_hash TEXT UNIQUE,
  letters INTEGER NOT NULL,
  lettered_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  UNIQUE (bundle_id, email)
);
CREATE INDEX subscriber_of_publisher ON subscriber (publisher_id, created_at, id);
CREATE INDEX subscriber_unconfirmed ON subscriber (lettered_at) WHERE state = 'PENDING';
