# syntax=docker/dockerfile:1

# The address and the keys come from the environment when the container starts; nothing secret goes into the image.

# --- Everything that the build needs ---
FROM node:20-bookworm-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
COPY src/plugin/package.json ./src/plugin/
COPY src/stand-in/package.json ./src/stand-in/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

# --- Only what the shop runs on ---
FROM node:20-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json ./
COPY src/plugin/package.json ./src/plugin/
COPY src/stand-in/package.json ./src/stand-in/
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

FROM node:20-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 DATA_DIR=/data
# Pictures, and whatever the shop keeps beside the database, live in the volume.
RUN mkdir /data && chown node:node /data
VOLUME /data
COPY --from=modules /app/node_modules ./node_modules
COPY package.json next.config.ts ./
COPY scripts/start.mjs scripts/build.mjs scripts/sandbox.mjs scripts/stripe-check.mjs ./scripts/
COPY views ./views
COPY public ./public
# For STRIPE_SANDBOX=true: the payment page of the stand-in, and the demo's pictures.
COPY src/stand-in/views ./src/stand-in/views
COPY src/stand-in/assets ./src/stand-in/assets
COPY src/server/demo/art ./src/server/demo/art
COPY --from=build /app/dist ./dist
COPY --from=build --chown=node:node /app/.next ./.next
USER node
EXPOSE 3000 3001
# The first start makes the tables.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then((res) => process.exit(res.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm, so that the signal to stop reaches the shop itself.
CMD ["node", "--conditions=production", "scripts/start.mjs"]
