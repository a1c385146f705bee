#!/bin/sh
# Runs a probe where the image of `Dockerfile` would run, as `compose.yaml` says, with what Linux alone has: a root of its own that is read
# only, /data and two places in memory, the user of the image without any right, and a network without a way out.
# isolate.sh ROOT APP NODE PROBE OPTIONS UID [argument]; called under `unshare --mount --net --pid --fork`.
set -eu
root=$1 app=$2 node=$3 probe=$4 options=$5 uid=$6
shift 6
seal() { mount --bind "$1" "$2"; mount -o remount,bind,ro,nosuid,nodev "$2"; }

mount -t tmpfs -o nosuid,nodev tmpfs "$root"
mkdir -p "$root/app" "$root/data" "$root/tmp" "$root/proc" "$root/dev" "$root/opt"
for name in bin lib lib64 usr etc; do
  [ -e "/$name" ] || continue
  if [ -L "/$name" ]; then cp -d "/$name" "$root/$name"; else mkdir "$root/$name"; seal "/$name" "$root/$name"; fi
done
touch "$root/opt/node" "$root/opt/probe.ts" "$root/dev/null" "$root/dev/urandom"
seal "$node" "$root/opt/node"
seal "$probe" "$root/opt/probe.ts"
mount --bind /dev/null "$root/dev/null"
mount --bind /dev/urandom "$root/dev/urandom"
# What the last stage of the image copies.
for name in node_modules .next db server; do
  [ -d "$app/$name" ] || continue
  mkdir "$root/app/$name"
  seal "$app/$name" "$root/app/$name"
done
for name in package.json next.config.ts tsconfig.json; do
  touch "$root/app/$name"
  seal "$app/$name" "$root/app/$name"
done
mount -t proc proc "$root/proc"
mount -t tmpfs -o "$options,mode=0700,uid=$uid,gid=$uid" tmpfs "$root/data"
mount -t tmpfs -o "$options,mode=1777" tmpfs "$root/tmp"
[ ! -d "$root/app/.next/cache" ] || mount -t tmpfs -o "$options,mode=0700,uid=$uid,gid=$uid" tmpfs "$root/app/.next/cache"
mount -o remount,ro "$root"
exec chroot "$root" /usr/bin/setpriv --reuid "$uid" --regid "$uid" --clear-groups \
  --bounding-set=-all --inh-caps=-all --ambient-caps=-all --no-new-privs \
  /opt/node /opt/probe.ts "$@"
