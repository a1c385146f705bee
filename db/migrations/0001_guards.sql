-- What a query cannot be trusted to remember: tenancy, append-only history, final states.

-- 1. Tenancy. Forced, so that it binds the owner too; unset means no rows.
DO $$
DECLARE tenant_table text;
BEGIN
  FOR tenant_table IN
    SELECT c.table_name FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND c.column_name = 'merchant_id' AND t.table_type = 'BASE TABLE'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (merchant_id = current_setting(''app.merchant_id'', true))', tenant_table);
  END LOOP;
END $$;--> statement-breakpoint

-- A person sees its own memberships before any merchant is chosen.
CREATE POLICY own_memberships ON memberships FOR SELECT USING (user_id = current_setting('app.user_id', true));--> statement-breakpoint

ALTER TABLE merchants ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE merchants FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_merchant ON merchants FOR SELECT USING (
  id = current_setting('app.merchant_id', true)
  OR EXISTS (SELECT 1 FROM memberships m WHERE m.merchant_id = merchants.id AND m.user_id = current_setting('app.user_id', true))
  -- The worker walks all merchants, then enters one at a time.
  OR current_setting('app.system', true) = 'on');--> statement-breakpoint

ALTER TABLE users ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE users FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY self ON users USING (
  id = current_setting('app.user_id', true) OR lower(email) = current_setting('app.sign_in_email', true));--> statement-breakpoint
CREATE POLICY colleagues ON users FOR SELECT USING (
  EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = users.id AND m.merchant_id = current_setting('app.merchant_id', true)));--> statement-breakpoint

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_sessions ON sessions USING (user_id = current_setting('app.user_id', true));--> statement-breakpoint

-- 2. What a transaction was asked to be never changes; what became of it is final (INV-7).
CREATE FUNCTION guard_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.kind, NEW.environment, NEW.provider, NEW.device_id, NEW.intent_key, NEW.reference,
      NEW.amount_minor, NEW.currency, NEW.created_at, NEW.created_by)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.kind, OLD.environment, OLD.provider, OLD.device_id, OLD.intent_key, OLD.reference,
      OLD.amount_minor, OLD.currency, OLD.created_at, OLD.created_by)
     OR NEW.original_id IS DISTINCT FROM OLD.original_id THEN
    RAISE EXCEPTION 'what a transaction was asked to be cannot change' USING ERRCODE = 'VZ001';
  END IF;
  IF OLD.state <> NEW.state AND OLD.state IN ('approved', 'declined', 'failed', 'cancelled')
     -- The one exception: proof of a charge that comes after a final no.
     AND NOT (NEW.state = 'approved' AND 'late' = ANY (NEW.flags)) THEN
    RAISE EXCEPTION 'a final state cannot change' USING ERRCODE = 'VZ002';
  END IF;
  IF OLD.provider_payment_id IS NOT NULL AND NEW.provider_payment_id IS DISTINCT FROM OLD.provider_payment_id
     OR OLD.batch_id IS NOT NULL AND NEW.batch_id IS DISTINCT FROM OLD.batch_id THEN
    RAISE EXCEPTION 'an outcome is written once' USING ERRCODE = 'VZ003';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_transaction BEFORE UPDATE ON transactions FOR EACH ROW EXECUTE FUNCTION guard_transaction();--> statement-breakpoint

-- 3. A closed batch gets no new member (INV-11).
CREATE FUNCTION guard_batch_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.batch_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM batches b
    WHERE b.merchant_id = NEW.merchant_id AND b.id = NEW.batch_id AND b.device_id = NEW.device_id AND b.state <> 'closed'
    FOR SHARE
  ) THEN
    RAISE EXCEPTION 'a closed batch gets no new member' USING ERRCODE = 'VZ004';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_batch_member BEFORE INSERT ON transactions FOR EACH ROW EXECUTE FUNCTION guard_batch_member();--> statement-breakpoint
CREATE TRIGGER guard_batch_member_later BEFORE UPDATE ON transactions FOR EACH ROW
  WHEN (OLD.batch_id IS DISTINCT FROM NEW.batch_id) EXECUTE FUNCTION guard_batch_member();--> statement-breakpoint

-- 4. A closed batch stays closed.
CREATE FUNCTION guard_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'closed' THEN
    RAISE EXCEPTION 'a closed batch cannot change' USING ERRCODE = 'VZ005';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_batch BEFORE UPDATE ON batches FOR EACH ROW EXECUTE FUNCTION guard_batch();--> statement-breakpoint

-- 5. History is append-only for everybody, the owner included.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'VZ006';
END $$;--> statement-breakpoint
DO $$
DECLARE history text;
BEGIN
  FOREACH history IN ARRAY ARRAY['transaction_events', 'exchanges', 'eod_reports', 'eod_lines', 'receipt_prints', 'audit_log'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', history);
    EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', history);
  END LOOP;
END $$;
