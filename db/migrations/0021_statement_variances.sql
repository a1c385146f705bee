ALTER TABLE "variances" DROP CONSTRAINT "variance_end_is_whole";--> statement-breakpoint
CREATE UNIQUE INDEX "variances_one_statement" ON "variances" USING btree ("merchant_id","run_id","acquirer_id","currency") WHERE kind = 'statement' and state in ('open', 'after_signing');--> statement-breakpoint
ALTER TABLE "variances" ADD CONSTRAINT "variance_end_is_whole" CHECK ((state in ('open', 'after_signing')) = (closed_at is null) and (closed_at is null) = (closed_by is null)
      and (closed_at is null) = (reason is null));--> statement-breakpoint

-- What a statement says of a day that was signed before is kept beside that day (`after_signing`) and is nobody's to settle until
-- two people have opened it again; what was signed stays as it is. What no statement says any more may leave at any time.
CREATE OR REPLACE FUNCTION guard_signed_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(concat_ws(' ', 'signed day', NEW.merchant_id, NEW.device_id, NEW.business_date), 0));
  IF NEW.state NOT IN ('after_signing', 'withdrawn') AND EXISTS (
    SELECT 1 FROM signed_days d WHERE d.merchant_id = NEW.merchant_id AND d.device_id = NEW.device_id
      AND d.business_date = NEW.business_date AND d.reopened_at IS NULL
  ) THEN
    RAISE EXCEPTION 'a signed day cannot change' USING ERRCODE = 'VZ012';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION guard_variance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.run_id, NEW.device_id, NEW.business_date, NEW.kind, NEW.acquirer_id, NEW.currency,
      NEW.difference_minor, NEW.opened_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.run_id, OLD.device_id, OLD.business_date, OLD.kind, OLD.acquirer_id, OLD.currency,
      OLD.difference_minor, OLD.opened_at)
     OR NEW.ours_minor IS DISTINCT FROM OLD.ours_minor
     OR NEW.theirs_minor IS DISTINCT FROM OLD.theirs_minor
     OR NEW.transaction_id IS DISTINCT FROM OLD.transaction_id THEN
    RAISE EXCEPTION 'what a variance is about cannot change' USING ERRCODE = 'VZ013';
  END IF;
  IF OLD.state = 'withdrawn'
     OR (NEW.state = 'withdrawn' AND OLD.state NOT IN ('open', 'after_signing'))
     OR (NEW.state = 'after_signing' AND OLD.state <> 'after_signing') THEN
    RAISE EXCEPTION 'only what nobody has settled is withdrawn, once' USING ERRCODE = 'VZ013';
  END IF;
  RETURN NEW;
END $$;
