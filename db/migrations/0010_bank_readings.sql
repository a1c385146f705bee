CREATE TABLE "bank_readings" (
	"merchant_id" text NOT NULL,
	"run_id" text NOT NULL,
	"state" text NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"worker_key" bigint,
	"answer" jsonb,
	"answered_at" timestamp (3) with time zone,
	CONSTRAINT "bank_readings_merchant_id_run_id_pk" PRIMARY KEY("merchant_id","run_id"),
	CONSTRAINT "answered_has_answer" CHECK ((state = 'answered') = (answered_at is not null) and (answer is null) = (answered_at is null))
);
--> statement-breakpoint
ALTER TABLE "bank_readings" ADD CONSTRAINT "bank_readings_merchant_id_run_id_eod_runs_merchant_id_id_fk" FOREIGN KEY ("merchant_id","run_id") REFERENCES "public"."eod_runs"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bank_readings_going" ON "bank_readings" USING btree ("merchant_id","asked_at") WHERE state <> 'answered';--> statement-breakpoint

-- Tenancy of the new table, as of all others.
ALTER TABLE bank_readings ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE bank_readings FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON bank_readings USING (merchant_id = current_setting('app.merchant_id', true));
