-- Who signs a day waits for what is still being written into it, and what comes meanwhile waits for the signature: a guard that
-- looks sees what the other one wrote, whoever of them was first. Nobody has to trust in the time a write takes.
CREATE OR REPLACE FUNCTION guard_signed_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(concat_ws(' ', 'signed day', NEW.merchant_id, NEW.device_id, NEW.business_date), 0));
  IF EXISTS (
    SELECT 1 FROM signed_days d WHERE d.merchant_id = NEW.merchant_id AND d.device_id = NEW.device_id
      AND d.business_date = NEW.business_date AND d.reopened_at IS NULL
  ) THEN
    RAISE EXCEPTION 'a signed day cannot change' USING ERRCODE = 'VZ012';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION guard_leaving() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(concat_ws(' ', 'signed day', OLD.merchant_id, OLD.device_id, OLD.business_date), 0));
  IF EXISTS (
    SELECT 1 FROM signed_days d WHERE d.merchant_id = OLD.merchant_id AND d.device_id = OLD.device_id
      AND d.business_date = OLD.business_date AND d.reopened_at IS NULL
  ) THEN
    RAISE EXCEPTION 'a signed day cannot change' USING ERRCODE = 'VZ012';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint

-- A close that is under way would put its report and its variances into a day that takes none any more.
CREATE OR REPLACE FUNCTION guard_signing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'signed day', NEW.merchant_id, NEW.device_id, NEW.business_date), 0));
  IF EXISTS (
    SELECT 1 FROM eod_runs r WHERE r.merchant_id = NEW.merchant_id AND r.device_id = NEW.device_id
      AND r.business_date = NEW.business_date AND r.state IN ('requested', 'closing', 'unknown', 'awaiting_totals')
  ) THEN
    RAISE EXCEPTION 'a close of the day is under way' USING ERRCODE = 'VZ015';
  END IF;
  IF EXISTS (
    SELECT 1 FROM eod_runs r WHERE r.merchant_id = NEW.merchant_id AND r.device_id = NEW.device_id
      AND r.business_date = NEW.business_date
      AND EXISTS (SELECT 1 FROM eod_reports p WHERE p.merchant_id = r.merchant_id AND p.run_id = r.id)
      AND NOT EXISTS (
        SELECT 1 FROM sign_offs s WHERE s.merchant_id = r.merchant_id AND s.run_id = r.id AND s.step = 'approved'
          AND NOT EXISTS (SELECT 1 FROM sign_offs l WHERE l.merchant_id = s.merchant_id AND l.run_id = s.run_id AND l.place > s.place))
  ) THEN
    RAISE EXCEPTION 'a report of the day is not approved' USING ERRCODE = 'VZ015';
  END IF;
  IF EXISTS (
    SELECT 1 FROM variances v WHERE v.merchant_id = NEW.merchant_id AND v.device_id = NEW.device_id
      AND v.business_date = NEW.business_date AND v.state = 'open'
  ) THEN
    RAISE EXCEPTION 'a variance of the day is open' USING ERRCODE = 'VZ015';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_signed_run BEFORE INSERT ON eod_runs FOR EACH ROW
  WHEN (NEW.state IN ('requested', 'awaiting_totals')) EXECUTE FUNCTION guard_signed_day();--> statement-breakpoint
CREATE TRIGGER guard_new_variance BEFORE INSERT ON variances FOR EACH ROW EXECUTE FUNCTION guard_signed_day();
