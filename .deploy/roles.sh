#!/bin/sh
# Run once by the database's image: the owner of the tables, and the application's role, which owns nothing.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" <<'SQL'
create role vezne_owner login password :'owner';
create role vezne_app login password :'app';
create database vezne owner vezne_owner;
SQL
