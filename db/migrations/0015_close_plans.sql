CREATE TABLE "close_hours" (
	"merchant_id" text NOT NULL,
	"hour" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "close_hours_merchant_id_pk" PRIMARY KEY("merchant_id"),
	CONSTRAINT "usual_hour_is_of_a_day" CHECK (hour ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')
);
--> statement-breakpoint
CREATE TABLE "close_plans" (
	"merchant_id" text NOT NULL,
	"device_id" text NOT NULL,
	"hour" text,
	"is_scheduled" boolean NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "close_plans_merchant_id_device_id_pk" PRIMARY KEY("merchant_id","device_id"),
	CONSTRAINT "plan_hour_is_of_a_day" CHECK (hour is null or hour ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')
);
--> statement-breakpoint
ALTER TABLE "eod_runs" ADD COLUMN "scheduled_for" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "close_plans" ADD CONSTRAINT "close_plans_merchant_id_device_id_devices_merchant_id_id_fk" FOREIGN KEY ("merchant_id","device_id") REFERENCES "public"."devices"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "close_plans_scheduled" ON "close_plans" USING btree ("merchant_id") WHERE is_scheduled;--> statement-breakpoint
CREATE UNIQUE INDEX "eod_runs_once_per_hour" ON "eod_runs" USING btree ("merchant_id","device_id","scheduled_for") WHERE scheduled_for is not null;--> statement-breakpoint

-- Tenancy of the new tables, as of all others.
ALTER TABLE close_plans ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE close_plans FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON close_plans USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint
ALTER TABLE close_hours ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE close_hours FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON close_hours USING (merchant_id = current_setting('app.merchant_id', true));
