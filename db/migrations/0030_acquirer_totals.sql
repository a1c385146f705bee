CREATE TABLE "acquirer_totals" (
	"merchant_id" text NOT NULL,
	"business_date" text NOT NULL,
	"device_id" text NOT NULL,
	"kind" text NOT NULL,
	"acquirer_id" text NOT NULL,
	"currency" text NOT NULL,
	"count" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "acquirer_totals_one_sum" PRIMARY KEY("merchant_id","business_date","device_id","kind","acquirer_id","currency")
);
--> statement-breakpoint

-- Tenancy of the new table, and its limit to branches, as of the sums of days.
ALTER TABLE acquirer_totals ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE acquirer_totals FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON acquirer_totals USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint
CREATE POLICY branch ON acquirer_totals AS RESTRICTIVE USING (
  (CASE WHEN coalesce((SELECT current_setting('app.branch_ids', true)), '') = '' THEN true END) IS NOT NULL
  OR device_id IN (SELECT d.id FROM devices d));--> statement-breakpoint

-- Sums move with their row, whichever version of the program moves it: so they are equal at all times, also while two versions run.
-- As the owner, since the application may read these sums and never write them.
CREATE FUNCTION keep_acquirer_totals() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  -- A void that released a hold moved no money.
  sum_kind text := CASE WHEN NEW.kind = 'void' AND EXISTS (
    SELECT 1 FROM transactions o
    WHERE o.merchant_id = NEW.merchant_id AND o.id = NEW.original_id AND o.kind = 'preauthorization'
  ) THEN 'release' ELSE NEW.kind END;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state = 'approved' THEN
    UPDATE acquirer_totals SET count = count - 1, amount_minor = amount_minor - OLD.amount_minor
    WHERE merchant_id = OLD.merchant_id AND business_date = OLD.business_date AND device_id = OLD.device_id
      AND kind = sum_kind AND acquirer_id = coalesce(OLD.acquirer_id, '') AND currency = OLD.currency;
  END IF;
  IF NEW.state = 'approved' THEN
    INSERT INTO acquirer_totals AS kept (merchant_id, business_date, device_id, kind, acquirer_id, currency, count, amount_minor)
    VALUES (NEW.merchant_id, NEW.business_date, NEW.device_id, sum_kind, coalesce(NEW.acquirer_id, ''), NEW.currency, 1,
      NEW.amount_minor)
    ON CONFLICT ON CONSTRAINT acquirer_totals_one_sum
      DO UPDATE SET count = kept.count + 1, amount_minor = kept.amount_minor + excluded.amount_minor;
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER keep_acquirer_totals AFTER INSERT ON transactions FOR EACH ROW
  WHEN (NEW.state = 'approved') EXECUTE FUNCTION keep_acquirer_totals();--> statement-breakpoint
CREATE TRIGGER keep_acquirer_totals_later AFTER UPDATE ON transactions FOR EACH ROW
  WHEN ((OLD.state = 'approved' OR NEW.state = 'approved')
    AND (OLD.state, OLD.business_date, OLD.acquirer_id, OLD.amount_minor)
      IS DISTINCT FROM (NEW.state, NEW.business_date, NEW.acquirer_id, NEW.amount_minor))
  EXECUTE FUNCTION keep_acquirer_totals();--> statement-breakpoint

-- What was approved before is added by `db/fill-sums.ts`, which takes this away when all of it is in.
COMMENT ON TABLE acquirer_totals IS 'earlier rows are missing';
