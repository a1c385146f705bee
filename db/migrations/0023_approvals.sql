CREATE TABLE "approval_rules" (
	"merchant_id" text NOT NULL,
	"is_single_manager" boolean NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "approval_rules_merchant_id_pk" PRIMARY KEY("merchant_id")
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"intent_key" text NOT NULL,
	"request" jsonb NOT NULL,
	"amount_minor" bigint,
	"currency" text,
	"reason" text,
	"made_by" text NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"runs_at" timestamp (3) with time zone,
	"state" text NOT NULL,
	"decided_by" text,
	"answer" text,
	"obstacle" text,
	"ended_at" timestamp (3) with time zone,
	"transaction_id" text,
	CONSTRAINT "approvals_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "never_decided_by_its_maker" CHECK (decided_by is null or decided_by <> made_by),
	CONSTRAINT "approval_end_has_instant" CHECK ((state = 'waiting') = (ended_at is null)),
	CONSTRAINT "used_by_a_second_person" CHECK (state <> 'used' or decided_by is not null or (runs_at is not null and ended_at >= runs_at)),
	CONSTRAINT "used_refund_is_one" CHECK (transaction_id is null or (kind = 'refund' and state = 'used')),
	CONSTRAINT "refund_has_amount" CHECK ((kind = 'refund') = (amount_minor is not null) and (amount_minor is null or amount_minor > 0))
);
--> statement-breakpoint
CREATE TABLE "limits" (
	"merchant_id" text NOT NULL,
	"role" text NOT NULL,
	"currency" text NOT NULL,
	"per_sale_minor" bigint NOT NULL,
	"per_day_minor" bigint NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "limits_merchant_id_role_currency_pk" PRIMARY KEY("merchant_id","role","currency"),
	CONSTRAINT "limits_not_below_zero" CHECK (per_sale_minor >= 0 and per_day_minor >= 0)
);
--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_merchant_id_transaction_id_transactions_merchant_id_id_fk" FOREIGN KEY ("merchant_id","transaction_id") REFERENCES "public"."transactions"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_intent" ON "approvals" USING btree ("merchant_id","intent_key");--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_one_waiting" ON "approvals" USING btree ("merchant_id","kind","subject_id") WHERE state = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_used_once" ON "approvals" USING btree ("merchant_id","transaction_id") WHERE transaction_id is not null;--> statement-breakpoint
CREATE INDEX "approvals_waiting" ON "approvals" USING btree ("merchant_id","made_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "approvals_by_time" ON "approvals" USING btree ("merchant_id","made_at","id");--> statement-breakpoint
CREATE INDEX "approvals_by_subject" ON "approvals" USING btree ("merchant_id","subject_id");--> statement-breakpoint

-- Tenancy of the new tables, as of all others.
ALTER TABLE approvals ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE approvals FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON approvals USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint
ALTER TABLE limits ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE limits FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON limits USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint
ALTER TABLE approval_rules ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE approval_rules FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON approval_rules USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint

-- Whose work is limited to branches sees and answers what is of them alone, and no settings of the whole.
CREATE POLICY branch ON approvals AS RESTRICTIVE USING (
  (CASE WHEN coalesce((SELECT current_setting('app.branch_ids', true)), '') = '' THEN true END) IS NOT NULL
  OR EXISTS (SELECT 1 FROM transactions t WHERE t.merchant_id = approvals.merchant_id AND t.id = subject_id));--> statement-breakpoint

-- What was asked for never changes, what has ended stays so, and nothing is used after it expired (INV-17).
CREATE FUNCTION guard_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.kind, NEW.subject_id, NEW.intent_key, NEW.made_by, NEW.made_at, NEW.expires_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.kind, OLD.subject_id, OLD.intent_key, OLD.made_by, OLD.made_at, OLD.expires_at)
     OR NEW.request IS DISTINCT FROM OLD.request OR NEW.amount_minor IS DISTINCT FROM OLD.amount_minor
     OR NEW.currency IS DISTINCT FROM OLD.currency OR NEW.reason IS DISTINCT FROM OLD.reason
     OR NEW.runs_at IS DISTINCT FROM OLD.runs_at THEN
    RAISE EXCEPTION 'what was asked for cannot change' USING ERRCODE = 'VZ030';
  END IF;
  IF OLD.state <> 'waiting' THEN
    RAISE EXCEPTION 'an answered request cannot change' USING ERRCODE = 'VZ031';
  END IF;
  IF NEW.state = 'used' AND NEW.ended_at >= OLD.expires_at THEN
    RAISE EXCEPTION 'an expired request cannot be used' USING ERRCODE = 'VZ032';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_approval BEFORE UPDATE ON approvals FOR EACH ROW EXECUTE FUNCTION guard_approval();
