-- What may be taken away of a row that otherwise stays as it is: what a person, or the time it may be kept, asks for.

-- A sale's paper without how its buyer is reached, and without its buyer. Which paper it was stays.
CREATE FUNCTION without_contact(fiscal jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN jsonb_typeof(fiscal) = 'object' THEN jsonb_set(fiscal, '{notice}', '{"phone": null, "email": null}') ELSE fiscal END
$$;--> statement-breakpoint
CREATE FUNCTION without_buyer(fiscal jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN jsonb_typeof(fiscal) = 'object' THEN jsonb_set(without_contact(fiscal), '{buyer}', 'null') ELSE fiscal END
$$;--> statement-breakpoint
CREATE FUNCTION is_forgotten(before jsonb, after jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(after IN (without_contact(before), without_buyer(before)), false)
$$;--> statement-breakpoint

-- What a transaction was asked to be never changes; what became of it is final (INV-7).
CREATE OR REPLACE FUNCTION guard_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.kind, NEW.environment, NEW.provider, NEW.device_id, NEW.intent_key, NEW.reference,
      NEW.currency, NEW.created_at, NEW.created_by, NEW.payment_type, NEW.lines)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.kind, OLD.environment, OLD.provider, OLD.device_id, OLD.intent_key, OLD.reference,
      OLD.currency, OLD.created_at, OLD.created_by, OLD.payment_type, OLD.lines)
     OR NEW.original_id IS DISTINCT FROM OLD.original_id
     OR NEW.split_sale_id IS DISTINCT FROM OLD.split_sale_id
     OR NEW.fiscal IS DISTINCT FROM OLD.fiscal
        AND NOT (is_forgotten(OLD.fiscal, NEW.fiscal) AND OLD.state IN ('approved', 'declined', 'failed', 'cancelled'))
     OR NEW.options IS DISTINCT FROM OLD.options
     OR NEW.item_id IS DISTINCT FROM OLD.item_id
     OR NEW.reason IS DISTINCT FROM OLD.reason THEN
    RAISE EXCEPTION 'what a transaction was asked to be cannot change' USING ERRCODE = 'VZ001';
  END IF;
  IF (NEW.amount_minor, NEW.surcharge_minor, NEW.installment_count)
     IS DISTINCT FROM (OLD.amount_minor, OLD.surcharge_minor, OLD.installment_count)
     -- The one exception: who pays by a link chooses the instalments, and pays the price and what they cost on top.
     AND NOT (NEW.state = 'approved' AND OLD.state <> 'approved' AND NEW.kind = 'sale'
       AND OLD.surcharge_minor = 0 AND NEW.amount_minor - NEW.surcharge_minor = OLD.amount_minor
       AND EXISTS (
         SELECT 1 FROM payment_links p WHERE p.merchant_id = NEW.merchant_id AND p.transaction_id = NEW.id
       )) THEN
    RAISE EXCEPTION 'an amount cannot change' USING ERRCODE = 'VZ001';
  END IF;
  IF OLD.state <> NEW.state AND OLD.state IN ('approved', 'declined', 'failed', 'cancelled')
     -- The one exception: proof of a charge that comes after a final no.
     AND NOT (NEW.state = 'approved' AND 'late' = ANY (NEW.flags)) THEN
    RAISE EXCEPTION 'a final state cannot change' USING ERRCODE = 'VZ002';
  END IF;
  IF OLD.provider_payment_id IS NOT NULL AND NEW.provider_payment_id IS DISTINCT FROM OLD.provider_payment_id
     OR OLD.batch_id IS NOT NULL AND NEW.batch_id IS DISTINCT FROM OLD.batch_id
     OR OLD.session_id IS NOT NULL AND NEW.session_id IS DISTINCT FROM OLD.session_id
     OR OLD.callback_hash IS NOT NULL AND NEW.callback_hash IS DISTINCT FROM OLD.callback_hash THEN
    RAISE EXCEPTION 'an outcome is written once' USING ERRCODE = 'VZ003';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint

-- The same of a split sale.
CREATE OR REPLACE FUNCTION guard_split_sale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.environment, NEW.provider, NEW.device_id, NEW.intent_key, NEW.reference,
      NEW.amount_minor, NEW.currency, NEW.payment_type, NEW.created_at, NEW.created_by, NEW.lines)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.environment, OLD.provider, OLD.device_id, OLD.intent_key, OLD.reference,
      OLD.amount_minor, OLD.currency, OLD.payment_type, OLD.created_at, OLD.created_by, OLD.lines)
     OR NEW.fiscal IS DISTINCT FROM OLD.fiscal
        AND NOT (is_forgotten(OLD.fiscal, NEW.fiscal) AND OLD.state IN ('completed', 'given_up', 'failed')) THEN
    RAISE EXCEPTION 'what a split sale was asked to be cannot change' USING ERRCODE = 'VZ001';
  END IF;
  IF OLD.state <> NEW.state AND OLD.state IN ('completed', 'given_up', 'failed') THEN
    RAISE EXCEPTION 'a final state cannot change' USING ERRCODE = 'VZ002';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint

-- A callback that was settled may lose what it said, and a resolution that has ended its picture; that they came stays.
CREATE OR REPLACE FUNCTION guard_inbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.provider, NEW.source_id, NEW.content_hash, NEW.claims, NEW.received_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.provider, OLD.source_id, OLD.content_hash, OLD.claims, OLD.received_at)
     OR NEW.sealed_content IS DISTINCT FROM OLD.sealed_content AND NOT is_resealed(OLD.sealed_content, NEW.sealed_content)
        AND NOT (NEW.sealed_content = '' AND OLD.state NOT IN ('received', 'failed'))
     OR OLD.transaction_id IS NOT NULL AND NEW.transaction_id IS DISTINCT FROM OLD.transaction_id THEN
    RAISE EXCEPTION 'a callback stays as it came' USING ERRCODE = 'VZ007';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION guard_resolution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.transaction_id, NEW.verdict, NEW.proof, NEW.statement, NEW.facts, NEW.made_by, NEW.made_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.transaction_id, OLD.verdict, OLD.proof, OLD.statement, OLD.facts, OLD.made_by, OLD.made_at)
     OR NEW.sealed_photo IS DISTINCT FROM OLD.sealed_photo AND NOT is_resealed(OLD.sealed_photo, NEW.sealed_photo)
        AND NOT (NEW.sealed_photo IS NULL AND OLD.state <> 'proposed')
     OR OLD.state <> 'proposed'
        AND (NEW.sealed_photo IS NOT DISTINCT FROM OLD.sealed_photo
          OR (NEW.state, NEW.checked_by, NEW.ended_at, NEW.answer)
             IS DISTINCT FROM (OLD.state, OLD.checked_by, OLD.ended_at, OLD.answer)) THEN
    RAISE EXCEPTION 'a resolution stays as it was made' USING ERRCODE = 'VZ008';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint

-- Of history only these may lose something, to the owner of the table alone: an exchange its bodies, a note its words.
CREATE FUNCTION is_owner_of(place regclass) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT current_user = pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = place
$$;--> statement-breakpoint
CREATE FUNCTION guard_exchange() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND is_owner_of(TG_RELID)
     AND (OLD.request IS NOT NULL OR OLD.response IS NOT NULL) AND NEW.request IS NULL AND NEW.response IS NULL
     AND to_jsonb(NEW) - '{request,response}'::text[] = to_jsonb(OLD) - '{request,response}'::text[] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'VZ006';
END $$;--> statement-breakpoint
CREATE FUNCTION guard_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND is_owner_of(TG_RELID)
     AND OLD.text <> '•••' AND NEW.text = '•••' AND to_jsonb(NEW) - 'text' = to_jsonb(OLD) - 'text' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'VZ006';
END $$;--> statement-breakpoint
DROP TRIGGER append_only ON exchanges;--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON exchanges FOR EACH ROW EXECUTE FUNCTION guard_exchange();--> statement-breakpoint
DROP TRIGGER append_only ON transaction_notes;--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON transaction_notes FOR EACH ROW EXECUTE FUNCTION guard_note();--> statement-breakpoint

-- The application may not change these tables; it may ask for exactly this, of the merchant in scope.
CREATE FUNCTION forget_exchanges(operations text[]) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH gone AS (
    UPDATE exchanges SET request = NULL, response = NULL
    WHERE merchant_id = current_setting('app.merchant_id', true) AND operation_id = ANY (operations)
      AND (request IS NOT NULL OR response IS NOT NULL)
      AND concat(request, response) ~* '"(\w*email|\w*gsmnumber|identitynumber|surname|contactname|registrationaddress|notificationphone|taxnumber|firstname|middlename|familyname|companyname)"'
    RETURNING 1)
  SELECT count(*) FROM gone
$$;--> statement-breakpoint
CREATE FUNCTION forget_old_exchanges(older timestamptz, most integer) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH gone AS (
    UPDATE exchanges SET request = NULL, response = NULL
    WHERE merchant_id = current_setting('app.merchant_id', true) AND id IN (
      SELECT e.id FROM exchanges e WHERE e.merchant_id = current_setting('app.merchant_id', true) AND e.at < older
        AND e.at < now() - interval '1 month' AND (e.request IS NOT NULL OR e.response IS NOT NULL) LIMIT most)
    RETURNING 1)
  SELECT count(*) FROM gone
$$;--> statement-breakpoint
CREATE FUNCTION forget_notes(notes text[]) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH gone AS (
    UPDATE transaction_notes SET text = '•••'
    WHERE merchant_id = current_setting('app.merchant_id', true) AND id = ANY (notes) AND text <> '•••'
    RETURNING 1)
  SELECT count(*) FROM gone
$$;--> statement-breakpoint
-- Sessions are their person's alone; those that are over may be thrown away by the system.
CREATE POLICY ended_sessions ON sessions USING (
  current_setting('app.system', true) = 'on' AND expires_at < now());
