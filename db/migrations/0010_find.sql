CREATE INDEX "batches_by_number" ON "batches" USING btree ("merchant_id","number","opened_at") WHERE number is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_stan" ON "transactions" USING btree ("merchant_id","stan") WHERE stan is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_payment_number" ON "transactions" USING btree ("merchant_id","provider_payment_id") WHERE provider_payment_id is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_sale_number" ON "transactions" USING btree ("merchant_id","sale_number") WHERE sale_number is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_amount" ON "transactions" USING btree ("merchant_id","amount_minor","created_at");--> statement-breakpoint
CREATE INDEX "transactions_by_branch" ON "transactions" USING btree ("merchant_id","branch_id","created_at");--> statement-breakpoint
CREATE INDEX "transactions_by_person" ON "transactions" USING btree ("merchant_id","created_by","created_at");--> statement-breakpoint
CREATE INDEX "transactions_by_acquirer" ON "transactions" USING btree ("merchant_id","acquirer_id","created_at") WHERE acquirer_id is not null;--> statement-breakpoint
CREATE INDEX "transactions_settled_later" ON "transactions" USING btree ("merchant_id","business_date") WHERE settled_at - created_at > interval '24 hours';