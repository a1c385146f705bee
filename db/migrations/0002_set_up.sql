-- An owner that is no superuser is bound by the row policies too: it may add a merchant, in that merchant's own scope.
-- The application's role has no right to insert merchants at all.
CREATE POLICY new_merchant ON merchants FOR INSERT WITH CHECK (id = current_setting('app.merchant_id', true));
